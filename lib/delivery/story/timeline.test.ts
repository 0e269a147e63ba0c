import { describe, expect, it } from "vitest";
import { at, deliveryEvent as event } from "../fold/fixtures/delivery-events";
import { lagLabel, markLabel } from "../lanes/mark-label";
import { timeline } from "./timeline";

const labels = (events: Parameters<typeof timeline>[0]) =>
  timeline(events).map(({ event: { status }, marks }) => [status, ...marks.map(markLabel)]);

describe("timeline", () => {
  it("stands in the order of the provider's clock, with the lag of each callback", () => {
    const entries = timeline([
      event(3, { status: "delivered", providerOccurredAt: at(2) }),
      event(9, { providerOccurredAt: at(1) }),
    ]);
    expect(entries.map(({ event: { status }, lagMs, clock }) => [status, lagMs, clock])).toEqual([
      ["sent", 8_000, "provider"],
      ["delivered", 1_000, "provider"],
    ]);
  });

  it("marks a sent that came after delivered as late and ignored", () => {
    const events = [event(5), event(2, { status: "delivered" }), event(1, { status: "accepted" })];
    expect(labels(events)).toEqual([["accepted"], ["delivered"], ["sent", "late", "ignored for the summary"]]);
    expect(timeline(events).map(({ late, affectedSummary }) => [late, affectedSummary])).toEqual([
      [false, true],
      [false, true],
      [true, false],
    ]);
  });

  it("puts lower steps first within the whole second of a provider's clock", () => {
    const second = { providerOccurredAt: at(1) };
    expect(labels([event(1, { status: "delivered", ...second }), event(2, second)]).map(([status]) => status)).toEqual([
      "sent",
      "delivered",
    ]);
  });

  it("marks a receipt after the deadline as late, and lets it count", () => {
    const timeout = event(300, { status: "unknown", source: "timeout", isFinal: true });
    expect(labels([event(1), timeout, event(400, { status: "delivered" })])).toEqual([
      ["sent"],
      ["unknown", "by our clock"],
      ["delivered", "late"],
    ]);
  });

  it("marks duplicates, polling, mappings, other bodies, attempts and contradictions", () => {
    const events = [
      event(1, { duplicateCount: 1, differs: true }),
      event(2, { status: "failed", isFinal: false }),
      event(3, { status: "delivered", source: "poll" }),
      event(4, { status: "undelivered", mappingVersion: 2, errorCode: "30003" }),
    ];
    expect(labels(events)).toEqual([
      ["sent", "duplicate ×2", "differs"],
      ["failed", "ignored for the summary", "one attempt, not final"],
      ["delivered", "from polling", "conflicting"],
      ["undelivered", "late", "re-mapped", "conflicting"],
    ]);
  });

  it("is the same for any order of reading", () => {
    const events = [event(1), event(1), event(2, { status: "delivered" }), event(1, { status: "accepted" })];
    expect(timeline(events.toReversed())).toEqual(timeline(events));
  });
});

describe("lagLabel", () => {
  it.each([
    [null, null],
    [600, "callback +0.6 s"],
    [-2_000, "provider's clock ahead by 2 s"],
  ])("%s → %s", (lag, label) => expect(lagLabel(lag)).toBe(label));
});
