import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { summarise } from "@/lib/delivery/fold/summarise";
import type { NewEvent } from "@/lib/ledger/messages/record-events";
import type { ArrivedReport } from "./judge-reports";
import { withoutKnownAnswers } from "./known-answers";

const FACTS: Omit<NewEvent, "receivedAt" | "source"> = {
  ...{ messageId: "m1", dedupeKey: "", bodyHash: "", status: "delivered", rawStatus: "delivered", errorCode: null },
  ...{
    rawReason: null,
    failureCategory: null,
    isFinal: true,
    saidBy: "unknown",
    providerEventId: null,
    channel: "sms",
  },
  ...{ part: null, providerOccurredAt: null, mappingVersion: 0, duplicateCount: 0, differs: false },
};
let made = 0;
const event = (source: NewEvent["source"], more: Partial<NewEvent> = {}): NewEvent => {
  made += 1;
  return { ...FACTS, dedupeKey: `${made}`, receivedAt: new Date(1_772_366_400_000 + made * 1_000), source, ...more };
};
const arrived = (one: NewEvent) => ({ event: one, key: one.dedupeKey }) as ArrivedReport;
const kept = (arrivals: NewEvent[], known: NewEvent[]) =>
  withoutKnownAnswers(arrivals.map(arrived), known).map((one) => one.event);

describe("an answer", () => {
  it.each([
    ["says the same as a callback", {}, {}],
    ["says the same in another word", { rawStatus: "read" }, {}],
    ["gives no code where the callback gave one", {}, { errorCode: "30003" }],
    ["does not name the channel", { channel: null }, {}],
    ["tells another time", { providerOccurredAt: new Date(0) }, {}],
    ["comes without the event's id", {}, { providerEventId: "evt-1" }],
  ] as const)("that %s is no event", (_, answer, callback) => {
    expect(kept([event("poll", answer)], [event("webhook", callback)])).toEqual([]);
    expect(kept([event("poll", answer)], [event("poll", callback)])).toEqual([]);
  });

  it.each([
    ["another status", { status: "failed" }],
    ["that it is not final", { isFinal: false }],
    ["a code that nobody told", { errorCode: "30003" }],
    ["another channel", { channel: "whatsapp" }],
    ["another part", { part: 2 }],
    ["another message", { messageId: "m2" }],
  ] as const)("that tells %s is one", (_, answer) => {
    expect(kept([event("poll", answer)], [event("webhook")])).toHaveLength(1);
  });

  it("is one where only our own clock had spoken", () => {
    expect(kept([event("poll")], [event("timeout")])).toHaveLength(1);
  });

  it("is known where a callback of the same batch came before it, and once where two say it", () => {
    expect(kept([event("webhook"), event("poll")], []).map(({ source }) => source)).toEqual(["webhook"]);
    expect(kept([event("poll"), event("poll")], [])).toHaveLength(1);
  });

  it("of a status that nobody knows is known by its word", () => {
    const odd = (rawStatus: string) => event("poll", { status: "unknown", isFinal: false, rawStatus });
    expect(kept([odd("parked")], [odd("parked")])).toEqual([]);
    expect(kept([odd("held")], [odd("parked")])).toHaveLength(1);
  });
});

it("keeps every callback, whatever was answered before", () => {
  const callback = event("webhook");
  expect(kept([callback, callback], [event("poll"), event("webhook")])).toEqual([callback, callback]);
});

it("never leaves out what would change the summary", () => {
  const events = fc.array(
    fc.record({
      source: fc.constantFrom<NewEvent["source"]>("webhook", "poll"),
      status: fc.constantFrom<NewEvent["status"]>("accepted", "sent", "delivered", "undelivered", "failed"),
      isFinal: fc.boolean(),
    }),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(events, (history) => {
      const all = history.map(({ source, ...more }) => event(source, more));
      const said = (some: NewEvent[]) => {
        const { status, isFinal, conflicting, errorCode } = summarise(some);
        return { status, isFinal, conflicting, errorCode };
      };
      expect(said(kept(all, []))).toEqual(said(all));
    }),
  );
});
