import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DeliveryEvent, DeliverySummary } from "./delivery-event";
import { deliveryEvent as event } from "./fixtures/delivery-events";
import { numberParts } from "./number-parts";
import { summarise } from "./summarise";

const IDS = ["P1", "P2", "P3"];
const of = (id: string | null, status: DeliveryEvent["status"], seconds = 1) =>
  event(seconds, { status, providerMessageId: id });
const timeout = event(300, { status: "unknown", source: "timeout", isFinal: true });

const cases: [string, DeliveryEvent[], string[] | null, Partial<DeliverySummary>][] = [
  ["one id: the message itself", [of(null, "delivered")], null, { status: "delivered" }],
  ["the first of three", [of(null, "delivered")], IDS, { status: "sent", partial: false }],
  ["two of three", [of(null, "delivered"), of("P3", "delivered")], IDS, { status: "sent" }],
  [
    "all",
    [of(null, "delivered"), of("P2", "delivered"), of("P3", "delivered")],
    IDS,
    { status: "delivered", partial: false },
  ],
  [
    "one failed",
    [of(null, "delivered"), of("P2", "failed")],
    ["P1", "P2"],
    { status: "failed", partial: true, conflicting: false },
  ],
  [
    "one silent past the deadline",
    [of(null, "delivered"), timeout],
    ["P1", "P2"],
    { status: "unknown", partial: true },
  ],
  [
    "all, and the deadline",
    [of(null, "delivered"), of("P2", "delivered"), timeout],
    ["P1", "P2"],
    { status: "delivered", partial: false },
  ],
];

describe("a message whose parts have ids of their own", () => {
  it.each(cases)("%s", (_name, events, ids, expected) => {
    expect(summarise(numberParts(events, ids))).toMatchObject(expected);
    expect(summarise(numberParts(events.toReversed(), ids))).toEqual(summarise(numberParts(events, ids)));
  });

  it("keeps the numbers that a provider gives itself", () => {
    expect(numberParts([event(1, { part: 2 })], IDS)).toMatchObject([{ part: 2, ofParts: 3 }]);
  });

  it("is summed up alike in whatever order the ids of its further parts are known", () => {
    const events = [of(null, "delivered"), of("P2", "undelivered", 2), of("P3", "delivered", 3), of("P4", "sent", 4)];
    const orders = fc.shuffledSubarray(["P2", "P3", "P4"], { minLength: 3 });
    fc.assert(
      fc.property(orders, (further) => {
        expect(summarise(numberParts(events, ["P1", ...further]))).toEqual(
          summarise(numberParts(events, ["P1", "P2", "P3", "P4"])),
        );
      }),
    );
  });
});
