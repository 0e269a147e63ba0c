import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { arbitraryArrivals, arbitraryHistory } from "./fixtures/arbitrary-events";
import { sameKey } from "./fold-duplicates";
import { FAILURE_STATUSES } from "./status";
import { summarise } from "./summarise";

// Thousands of runs each: generous on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

describe("the fold of any history", () => {
  it("gives the same summary in 10,000 random orders", () => {
    const permuted = arbitraryHistory.chain((events) =>
      fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
    );
    fc.assert(
      fc.property(permuted, ([events, shuffled]) => {
        expect(summarise(shuffled)).toEqual(summarise(events));
      }),
      { numRuns: 10_000 },
    );
  });

  it("is blind to duplicates, however the arrivals are spread", () => {
    const split = arbitraryHistory.chain((events) =>
      fc.tuple(fc.constant(events), fc.shuffledSubarray([...events, ...events, ...events])),
    );
    fc.assert(
      fc.property(split, ([events, arrivals]) => {
        const all = [...arrivals, ...events].map((event) => ({ ...event, bodyHash: "00" }));
        const folded = new Map<string, (typeof all)[number]>();
        for (const arrival of all) {
          const before = folded.get(arrival.dedupeKey);
          folded.set(arrival.dedupeKey, before ? sameKey(before, arrival) : arrival);
        }
        expect(summarise([...folded.values()])).toEqual(summarise(events));
      }),
      { numRuns: 2_000 },
    );
  });

  it("never lowers what is known: more events never undo a delivery of the whole message", () => {
    fc.assert(
      fc.property(arbitraryHistory, arbitraryHistory, (before, more) => {
        const whole = before.filter(({ part }) => part === null);
        fc.pre(summarise(whole).status === "delivered");
        const taken = new Set(whole.map(({ dedupeKey }) => dedupeKey));
        const added = more.filter(({ dedupeKey }) => !taken.has(dedupeKey));
        expect(summarise([...whole, ...added]).status).toBe("delivered");
      }),
      { numRuns: 2_000 },
    );
  });

  it("keeps its parts consistent with each other", () => {
    fc.assert(
      fc.property(arbitraryHistory, (events) => {
        const summary = summarise(events);
        expect(summary.failureCategory === null).toBe(!FAILURE_STATUSES.has(summary.status));
        expect(summary.deliveredAt === null).toBe(summary.status !== "delivered");
        expect(summary.errorCode === null).toBe(events.every(({ errorCode }) => errorCode === null));
        expect(summary.decidedBy === null).toBe(events.length === 0);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("arrivals under one key", () => {
  it("fold to the same event in any order and grouping", () => {
    const cut = arbitraryArrivals.chain((arrivals) =>
      fc.tuple(
        fc.constant(arrivals),
        fc.shuffledSubarray(arrivals, { minLength: arrivals.length }),
        fc.nat({ max: arrivals.length }),
      ),
    );
    fc.assert(
      fc.property(cut, ([arrivals, shuffled, middle]) => {
        const expected = arrivals.reduce(sameKey);
        const halves = [shuffled.slice(0, middle), shuffled.slice(middle)].filter(({ length }) => length > 0);
        const folded = halves.map((half) => half.reduce(sameKey));
        expect(folded.reduce(sameKey)).toEqual(expected);
        expect(folded.reduceRight(sameKey)).toEqual(expected);
        expect(expected.duplicateCount).toBe(arrivals.length - 1);
      }),
      { numRuns: 5_000 },
    );
  });
});
