import { describe, expect, it } from "vitest";
import { completed, delivered, NONE, ratesWith } from "./fixtures/rates";
import { prepareFailures } from "./prepare-failures";
import { prepareHeadlines } from "./prepare-headlines";

const rates = ratesWith({
  delivery: {
    own: [delivered({ delivered: 942, failed: 58, noReceipt: 70, waiting: 12 })],
    before: [delivered({ delivered: 990, failed: 10 })],
    unregistered: 0,
  },
  completion: { own: [completed({ verified: 879, notVerified: 121, open: 4 })], before: [] },
  failures: [
    { category: "carrier_filtered", own: 50, before: 2 },
    { category: "expired", own: 8, before: 0 },
    { category: "opted_out", own: 0, before: 8 },
  ],
});

describe("the figures on top", () => {
  const figures = prepareHeadlines(rates, NONE);

  it("are the rates with their n, interval and change", () => {
    expect(figures.delivered).toMatchObject({
      share: "94.2 %",
      notes: ["n 1,000 final", "±1.5"],
      change: { text: "−4.8 points", tone: "bad" },
    });
    expect(figures.completed).toMatchObject({ share: "87.9 %", open: "4", change: null });
  });

  it("show what is in no rate, and lead to it", () => {
    expect([figures.waiting.n, figures.noReceipt.n]).toEqual(["12", "70"]);
    expect(figures.waiting.href).toContain("status=accepted,sent,unknown");
    expect(figures.noReceipt.href).toContain("status=no_receipt");
  });

  it("are no figures of nothing", () => {
    const empty = prepareHeadlines(ratesWith({}), NONE);
    expect([empty.delivered.share, empty.completed.share, empty.timing.p95]).toEqual([null, null, null]);
    expect(empty.delivered.notes).toEqual(["n 0 final"]);
  });
});

describe("failure categories", () => {
  const { rows, summary } = prepareFailures(rates, NONE);

  it("are those of the period, with their share of all messages then and before", () => {
    expect(rows.map(({ label, n, share, before, width }) => [label, n, share, before, width])).toEqual([
      ["Filtered by the carrier", "50", "4.6 %", "0.2 %", 1],
      ["Expired on the way", "8", "0.7 %", "0.0 %", 8 / 50],
    ]);
    expect(summary).toBe("58 of 1,082 messages failed; most often: Filtered by the carrier (50).");
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
