import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Awaited, firstPoll, nextPoll, pollTimes } from "./poll-times";

const SENT = new Date("2026-03-01T12:00:00Z");
const message = (more: Partial<Awaited> & { seconds?: number } = {}): Awaited => {
  const { seconds = 300, ...rest } = more;
  return { from: SENT, deadlineAt: later(seconds), usualMs: null, isPolledOnly: false, ...rest };
};
const later = (seconds: number) => new Date(SENT.getTime() + seconds * 1_000);
const inSeconds = (times: readonly Date[]) => times.map((at) => (at.getTime() - SENT.getTime()) / 1_000);

describe("the times of a message", () => {
  it.each([
    [
      "without callbacks: within seconds, at doubling gaps, and at the deadline",
      { isPolledOnly: true },
      [5, 10, 20, 40, 80, 160, 300],
    ],
    ["with callbacks: once a receipt is overdue", {}, [60, 180, 300]],
    ["where receipts are usually there within 45 s", { usualMs: 45_000 }, [45, 135, 300]],
    ["where they are faster than anybody is in a hurry", { usualMs: 2_000 }, [30, 90, 270, 300]],
    ["where they usually take longer than half its life", { usualMs: 200_000 }, [150, 300]],
    ["of ten seconds' life", { seconds: 10, isPolledOnly: true }, [5, 10]],
    ["whose life is over as it begins", { seconds: 0 }, [0]],
  ] as const)("%s", (_, more, seconds) => {
    expect(inSeconds(pollTimes(message(more)))).toEqual(seconds);
  });

  it("are few, in order, after sending, apart from each other, and end at the deadline", () => {
    const lives = fc.record({
      seconds: fc.integer({ min: 10, max: 604_800 }),
      usualMs: fc.option(fc.integer({ min: 0, max: 700_000_000 })),
      isPolledOnly: fc.boolean(),
    });
    fc.assert(
      fc.property(lives, (life) => {
        const seconds = inSeconds(pollTimes(message(life)));
        expect(seconds.length).toBeLessThanOrEqual(18);
        expect(seconds.at(-1)).toBe(life.seconds);
        expect(seconds[0]).toBeGreaterThan(0);
        const gaps = seconds.slice(1).map((at, index) => at - (seconds[index] ?? 0));
        for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(2.5);
      }),
    );
  });
});

describe("the next time", () => {
  it("is the first that is still to come: missed ones are not made up for", () => {
    const polled = message({ isPolledOnly: true });
    expect(nextPoll(polled, later(5))).toEqual(later(10));
    expect(nextPoll(polled, later(159))).toEqual(later(160));
    expect(nextPoll(polled, later(161))).toEqual(later(300));
    expect(nextPoll(polled, later(300))).toBeNull();
  });

  it("of one that was never asked about is now, where its first time is past", () => {
    expect(firstPoll(message(), later(20))).toEqual(later(60));
    expect(firstPoll(message(), later(200))).toEqual(later(200));
    expect(firstPoll(message(), later(999))).toEqual(later(999));
  });
});
