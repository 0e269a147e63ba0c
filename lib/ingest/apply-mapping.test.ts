import { describe, expect, it } from "vitest";
import { applyMapping, type StatusMapping } from "./apply-mapping";

const TABLES = {
  statuses: {},
  errors: { "27": { category: "handset_unreachable", meaning: "Absent", status: "undelivered" } },
} as const;
const mapping = (more: Partial<StatusMapping>): StatusMapping => ({
  connectionId: "c",
  rawStatus: "X",
  errorCode: null,
  reason: null,
  status: "failed",
  isFinal: true,
  failureCategory: null,
  version: 1,
  ...more,
});
const facts = { rawStatus: "X", errorCode: "27", rawReason: "so it is" };

describe("applyMapping", () => {
  it("says nothing of other words, codes or reasons", () => {
    const others = [mapping({ rawStatus: "x" }), mapping({ errorCode: "28" }), mapping({ reason: "So it is" })];
    expect(applyMapping(TABLES, others, facts)).toBeNull();
  });

  it("takes the narrowest, then this connection's, then the newest", () => {
    const ordered = [
      mapping({ version: 1, errorCode: "27", reason: "so it is" }),
      mapping({ version: 2, errorCode: "27" }),
      mapping({ version: 3, reason: "so it is" }),
      mapping({ version: 5 }),
      mapping({ version: 4 }),
      mapping({ version: 6, connectionId: null }),
    ];
    for (const [index, expected] of ordered.entries()) {
      const left = ordered.slice(index).reverse();
      expect(applyMapping(TABLES, left, facts)?.mappingVersion).toBe(expected.version);
    }
  });

  it("keeps the admin's status, and takes the code's category unless the admin gave one", () => {
    const said = applyMapping(TABLES, [mapping({})], facts);
    expect(said).toMatchObject({ status: "failed", failureCategory: "handset_unreachable", mapped: true });
    const given = applyMapping(TABLES, [mapping({ failureCategory: "carrier_rejected" })], facts);
    expect(given?.failureCategory).toBe("carrier_rejected");
    const outlived = applyMapping(TABLES, [mapping({ status: "expired" })], { ...facts, errorCode: "28" });
    expect(outlived?.failureCategory).toBe("expired");
    expect(applyMapping(TABLES, [mapping({ status: "sent", isFinal: false })], facts)?.failureCategory).toBeNull();
  });
});
