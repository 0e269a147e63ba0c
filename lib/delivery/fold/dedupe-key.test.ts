import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dedupeKey, type ReportFacts } from "./dedupe-key";
import { at } from "./fixtures/delivery-events";

const report: ReportFacts = {
  index: 0,
  providerMessageId: "SM1",
  part: 1,
  channel: "sms",
  rawStatus: "failed",
  errorCode: "30003",
  isFinal: true,
  providerOccurredAt: at(0),
};

const changed: [string, Partial<ReportFacts>][] = [
  ["message id", { providerMessageId: "SM2" }],
  ["part", { part: 2 }],
  ["channel", { channel: "whatsapp" }],
  ["raw status", { rawStatus: "Failed" }],
  ["code", { errorCode: null }],
  ["final flag", { isFinal: false }],
  ["no final flag", { isFinal: undefined }],
  ["provider time", { providerOccurredAt: at(1) }],
];

describe("dedupeKey", () => {
  it("is 32 hex digits and the same for the same facts", () => {
    expect(dedupeKey(report)).toMatch(/^[0-9a-f]{32}$/);
    expect(dedupeKey({ ...report, providerOccurredAt: new Date(at(0)) })).toBe(dedupeKey(report));
  });

  it("stays the same from release to release: stored keys must meet new arrivals", () => {
    expect(dedupeKey({ index: 0, providerMessageId: "SM1", rawStatus: "sent" })).toBe(
      "f87173e101a8d996e066c6293b119582",
    );
    expect(dedupeKey({ index: 2, providerEventId: "evt_1", providerMessageId: "SM1", rawStatus: "sent" })).toBe(
      "53adda4f4fd5dd514aafcc1331a26eaf",
    );
  });

  it.each(changed)("tells reports apart by %s", (_name, change) => {
    expect(dedupeKey({ ...report, ...change })).not.toBe(dedupeKey(report));
  });

  it("tells recipients apart", () => {
    expect(new Set([null, "hash-1", "hash-2"].map((recipient) => dedupeKey(report, recipient))).size).toBe(3);
  });

  it("does not depend on the position in the body where there is no event id", () => {
    expect(dedupeKey({ ...report, index: 7 })).toBe(dedupeKey(report));
  });

  it("takes the event id and the position in the body for all facts where there is one", () => {
    const event = { ...report, providerEventId: "evt_1" };
    expect(dedupeKey({ ...event, rawStatus: "sent", providerOccurredAt: null })).toBe(dedupeKey(event));
    expect(dedupeKey({ ...event, index: 1 })).not.toBe(dedupeKey(event));
    expect(dedupeKey({ ...event, providerEventId: "evt_2" })).not.toBe(dedupeKey(event));
  });

  it("keeps neighbouring fields apart", () => {
    const field = fc.string({ unit: fc.constantFrom("a", '"', ",", "\\", "|", ":") });
    fc.assert(
      fc.property(field, field, field, field, (status, code, otherStatus, otherCode) => {
        fc.pre(status !== otherStatus || code !== otherCode);
        expect(dedupeKey({ ...report, rawStatus: status, errorCode: code })).not.toBe(
          dedupeKey({ ...report, rawStatus: otherStatus, errorCode: otherCode }),
        );
      }),
    );
  });
});
