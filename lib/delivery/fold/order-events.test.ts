import fc from "fast-check";
import { expect, it } from "vitest";
import { at, deliveryEvent as event } from "./fixtures/delivery-events";
import { orderEvents } from "./order-events";

it("is one order, whatever order the events were read in", () => {
  const second = { providerOccurredAt: at(1) };
  const events = [
    event(4, { status: "accepted", ...second }),
    event(3, second),
    event(2, { status: "delivered", ...second }),
    event(1.5, { status: "delivered" }),
    event(1.5, { status: "delivered" }),
    event(9, { status: "undelivered", providerOccurredAt: at(8) }),
  ];
  fc.assert(
    fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (read) => {
      expect(orderEvents(read)).toEqual(events);
    }),
  );
});
