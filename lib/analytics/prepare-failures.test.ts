import { describe, expect, it } from "vitest";
import { delivered, NONE, ratesWith } from "./fixtures/rates";
import { prepareFailures } from "./prepare-failures";

const rates = ratesWith({
  delivery: {
    own: [delivered({ delivered: 942, failed: 58, noReceipt: 70, waiting: 12 })],
    before: [delivered({ delivered: 990, failed: 10 })],
    unregistered: 0,
  },
  failures: [
    { category: "carrier_filtered", own: 50, before: 2 },
    { category: "expired", own: 8, before: 0 },
    { category: "opted_out", own: 0, before: 8 },
  ],
});

describe("failure categories", () => {
  const { rows, summary } = prepareFailures(rates, NONE);

  it("are those of the period, with their share of all messages then and before", () => {
    expect(rows.map(({ label, n, share, before, width }) => [label, n, share, before, width])).toEqual([
      ["Filtered on the way", "50", "4.6 %", "0.2 %", 1],
      ["Expired on the way", "8", "0.7 %", "0.0 %", 8 / 50],
    ]);
    expect(summary).toBe("58 of 1,082 messages failed; most often: Filtered on the way (50).");
  });

  it("lead to their failed messages", () => {
    expect(rows[0]?.href).toContain("category=carrier_filtered");
    expect(rows[0]?.href).toContain("status=expired,undelivered,failed,rejected");
  });

  it("say so where nothing failed", () => {
    expect(prepareFailures(ratesWith({}), NONE)).toEqual({
      rows: [],
      summary: "No message of this time has failed for good.",
    });
  });
});
