import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DeliveryEvent } from "./delivery-event";
import { arbitraryHistory } from "./fixtures/arbitrary-events";
import { deliveryEvent as event } from "./fixtures/delivery-events";
import { type SentOver, sentOver, type ToldOver } from "./sent-over";
import { CHANNELS } from "./status";
import { weighEvents } from "./weigh-events";

const untold: ToldOver = { channel: null, sender: null, channelElse: "sms" };
const rcs = event(1, { channel: "rcs", sender: "agent" });
const sms = event(2, { status: "delivered", channel: "sms", sender: "+15555550199" });

const cases: [string, DeliveryEvent[], Partial<ToldOver>, SentOver][] = [
  ["nothing is known", [], {}, { channel: "sms", sender: null }],
  ["only the app told", [], { channel: "voice", sender: "ACME" }, { channel: "voice", sender: "ACME" }],
  ["receipts tell of no channel", [event(1)], { channel: "voice" }, { channel: "voice", sender: null }],
  ["one attempt so far", [rcs], {}, { channel: "rcs", sender: "agent" }],
  ["the second attempt decided", [rcs, sms], {}, { channel: "sms", sender: "+15555550199" }],
  [
    "the app told of the first",
    [rcs, sms],
    { channel: "rcs", sender: "agent" },
    { channel: "sms", sender: "+15555550199" },
  ],
  ["the app told of the second", [rcs, sms], { channel: "sms", sender: "ACME" }, { channel: "sms", sender: "ACME" }],
  ["the app told a sender alone", [rcs, sms], { sender: "ACME" }, { channel: "sms", sender: "+15555550199" }],
  ["and one channel was reported", [sms], { sender: "ACME" }, { channel: "sms", sender: "ACME" }],
  ["nobody told the second's sender", [rcs, { ...sms, sender: null }], {}, { channel: "sms", sender: null }],
  [
    "our clock decided",
    [rcs, event(300, { status: "unknown", source: "timeout", isFinal: true })],
    {},
    { channel: "rcs", sender: "agent" },
  ],
];

describe("how a message went out", () => {
  it.each(cases)("%s", (_name, events, told, expected) => {
    expect(sentOver(weighEvents(events), { ...untold, ...told })).toEqual(expected);
    expect(sentOver(weighEvents(events.toReversed()), { ...untold, ...told })).toEqual(expected);
  });

  it("is the same in any order of its receipts", () => {
    const told = fc.record({
      channel: fc.constantFrom(null, ...CHANNELS),
      sender: fc.constantFrom(null, "ACME"),
      channelElse: fc.constantFrom(...CHANNELS),
    });
    const permuted = arbitraryHistory.chain((events) =>
      fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length }), told),
    );
    fc.assert(
      fc.property(permuted, ([events, shuffled, said]) => {
        expect(sentOver(weighEvents(shuffled), said)).toEqual(sentOver(weighEvents(events), said));
      }),
      { numRuns: 2_000 },
    );
  }, 60_000);
});
