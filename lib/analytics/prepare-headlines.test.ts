import { describe, expect, it } from "vitest";
import { completed, delivered, NONE, ratesWith } from "./fixtures/rates";
import { prepareHeadlines } from "./prepare-headlines";

const rates = ratesWith({
  delivery: {
    own: [delivered({ delivered: 942, failed: 58, noReceipt: 70, waiting: 12 })],
    before: [delivered({ delivered: 990, failed: 10 })],
    unregistered: 0,
  },
  completion: { own: [completed({ verified: 879, notVerified: 121, open: 4 })], before: [] },
});

describe("the figures on top", () => {
  const figures = prepareHeadlines(rates, NONE);

  it("are the rates with their n, interval and change", () => {
    expect(figures.delivered).toMatchObject({
      share: "94.2 %",
      notes: ["n 1,000 final", "92.6 to 95.5 %"],
      change: { text: "−4.8 points", tone: "bad" },
    });
    expect(figures.completed).toMatchObject({ share: "87.9 %", open: "4", change: null });
  });

  it("show what is in no rate, and lead to it", () => {
    expect([figures.waiting.n, figures.noReceipt.n]).toEqual(["12", "70"]);
    expect(figures.waiting.href).toContain("status=accepted,sent,unknown");
    expect(figures.noReceipt.href).toContain("status=no_receipt");
  });

  it("tell how many of the attempts never got a message", () => {
    expect(figures.completed.withoutMessage).toBeNull();
    const rates = ratesWith({ withoutMessage: completed({ notVerified: 3, open: 1 }) });
    expect(prepareHeadlines(rates, NONE).completed.withoutMessage).toBe("4");
  });

  it("are no figures of nothing", () => {
    const empty = prepareHeadlines(ratesWith({}), NONE);
    expect([empty.delivered.share, empty.completed.share, empty.timing.p95]).toEqual([null, null, null]);
    expect(empty.delivered.notes).toEqual(["n 0 final"]);
  });
});
