import { describe, expect, it } from "vitest";
import type { DeliveryEvent, DeliverySummary } from "./delivery-event";
import { at, deliveryEvent as event } from "./fixtures/delivery-events";
import { summarise } from "./summarise";

const undelivered = (seconds: number, more: Partial<DeliveryEvent> = {}) =>
  event(seconds, { status: "undelivered", failureCategory: "handset_unreachable", errorCode: "30003", ...more });
const delivered = (seconds: number, more: Partial<DeliveryEvent> = {}) =>
  event(seconds, { status: "delivered", ...more });
const timeout = (seconds: number, more: Partial<DeliveryEvent> = {}) =>
  event(seconds, { status: "unknown", source: "timeout", isFinal: true, saidBy: "unknown", ...more });
const unmapped = (seconds: number) => event(seconds, { status: "unknown", rawStatus: "brand_new", isFinal: false });

const cases: [string, DeliveryEvent[], Partial<DeliverySummary>][] = [
  ["no event: nothing is known", [], { status: "unknown", isFinal: false, decidedBy: null, firstEventAt: null }],
  ["an unmapped status alone", [unmapped(1)], { status: "unknown", isFinal: false }],
  ["unmapped < accepted", [unmapped(2), event(1, { status: "accepted" })], { status: "accepted" }],
  ["accepted < sent, though accepted comes late", [event(1), event(2, { status: "accepted" })], { status: "sent" }],
  ["sent < no receipt", [event(1), timeout(300)], { status: "unknown", isFinal: true }],
  [
    "no receipt < expired",
    [timeout(1), event(2, { status: "expired" })],
    { status: "expired", failureCategory: "expired" },
  ],
  ["expired < undelivered", [undelivered(1), event(2, { status: "expired" })], { status: "undelivered" }],
  ["undelivered < failed", [event(1, { status: "failed" }), undelivered(2)], { status: "failed" }],
  ["failed < rejected", [event(1, { status: "rejected" }), event(2, { status: "failed" })], { status: "rejected" }],
  ["rejected < delivered", [delivered(1), event(2, { status: "rejected" })], { status: "delivered" }],
  ["a late sent changes nothing", [delivered(1), event(9)], { status: "delivered", isFinal: true, deliveredAt: at(1) }],
  ["a receipt after the deadline wins", [timeout(1), delivered(400)], { status: "delivered", conflicting: false }],
  [
    "no receipt, said by the provider",
    [event(1), event(2, { status: "unknown", isFinal: true })],
    { status: "unknown", isFinal: true },
  ],
  [
    "delivered keeps the reason of an earlier failure, and no category",
    [undelivered(1), delivered(5)],
    { status: "delivered", errorCode: "30003", failureCategory: null, conflicting: true },
  ],
  [
    "a code is never overwritten with nothing",
    [undelivered(1), event(5, { status: "failed" })],
    { status: "failed", errorCode: "30003", failureCategory: "handset_unreachable" },
  ],
  [
    "a failure without a category has no reason",
    [event(1, { status: "failed" })],
    { failureCategory: "no_reason_given" },
  ],
  [
    "the failure of one attempt counts as sent, with its code",
    [
      event(1, { status: "accepted" }),
      event(2, { status: "failed", isFinal: false, errorCode: "E7", failureCategory: "provider_fault" }),
    ],
    { status: "sent", isFinal: false, errorCode: "E7", failureCategory: null },
  ],
  [
    "the failure of one attempt is no conflict",
    [event(1, { status: "failed", isFinal: false }), delivered(2)],
    { status: "delivered", conflicting: false },
  ],
  ["a timeout is no conflict", [delivered(1), timeout(2)], { conflicting: false }],
  [
    "an inferred failure is no conflict",
    [delivered(1), event(2, { status: "expired", source: "timeout" })],
    { conflicting: false },
  ],
  ["polled and pushed reports conflict", [delivered(1, { source: "poll" }), undelivered(2)], { conflicting: true }],
  [
    "a delivered that is not final stays so",
    [delivered(1, { isFinal: false })],
    { status: "delivered", isFinal: false },
  ],
  [
    "an outlived message has its reason in its status",
    [event(1, { status: "expired", isFinal: true, errorCode: "1", failureCategory: "no_reason_given" })],
    { status: "expired", errorCode: "1", failureCategory: "expired" },
  ],
  [
    "unless a receipt tells more",
    [event(1, { status: "expired", isFinal: true, failureCategory: "handset_unreachable" })],
    { status: "expired", failureCategory: "handset_unreachable" },
  ],
  [
    "one final report settles a status",
    [delivered(1, { isFinal: false }), delivered(2)],
    { status: "delivered", isFinal: true, deliveredAt: at(1) },
  ],
  [
    "the provider's time decides",
    [delivered(5, { providerOccurredAt: at(3) })],
    { deliveredAt: at(3), firstEventAt: at(3), lastEventAt: at(3) },
  ],
  [
    "of two deliveries the earliest counts",
    [delivered(2), delivered(9, { providerOccurredAt: at(1) })],
    { deliveredAt: at(1), lastEventAt: at(2) },
  ],
];

describe("summarise", () => {
  it.each(cases)("%s", (_name, events, expected) => {
    expect(summarise(events)).toMatchObject(expected);
    expect(summarise(events.toReversed())).toEqual(summarise(events));
  });
});

const parts: [string, DeliveryEvent[], Partial<DeliverySummary>][] = [
  ["one part of one", [delivered(1, { part: 1 })], { status: "delivered", isFinal: true, partial: false }],
  [
    "the first of two, the second unheard of: not yet",
    [event(0, { part: 2 }), delivered(1, { part: 1 })],
    { status: "sent", isFinal: false, deliveredAt: null, partial: false },
  ],
  ["the second, so there is a first", [delivered(1, { part: 2 })], { status: "sent", deliveredAt: null }],
  [
    "all parts: delivered when the last was",
    [delivered(4, { part: 2 }), delivered(1, { part: 1 }), delivered(9, { part: 1 })],
    { status: "delivered", deliveredAt: at(4), partial: false },
  ],
  [
    "one delivered, one failed: failed, in part, no conflict",
    [delivered(1, { part: 1 }), undelivered(2, { part: 2 })],
    { status: "undelivered", partial: true, conflicting: false },
  ],
  [
    "one delivered, no receipt for the other",
    [delivered(1, { part: 1 }), event(1, { part: 2 }), timeout(300)],
    { status: "unknown", partial: true },
  ],
  [
    "a part that failed and was delivered after all",
    [undelivered(1, { part: 2 }), delivered(2, { part: 2 }), delivered(2, { part: 1 })],
    { status: "delivered", conflicting: true, partial: false },
  ],
  [
    "the same while another part is open",
    [undelivered(1, { part: 2 }), delivered(2, { part: 2 })],
    { status: "sent", conflicting: true },
  ],
  ["the whole reported delivered", [event(1, { part: 2 }), delivered(2)], { status: "delivered", deliveredAt: at(2) }],
  [
    "all parts, and then the whole: when the last part was",
    [delivered(1, { part: 1 }), delivered(3, { part: 2 }), delivered(9)],
    { status: "delivered", deliveredAt: at(3) },
  ],
  [
    "the whole, and then all parts: when the whole was",
    [delivered(1), delivered(3, { part: 2 }), delivered(2, { part: 1 })],
    { status: "delivered", deliveredAt: at(1) },
  ],
  ["part 0 is the message", [delivered(1, { part: 0 })], { status: "delivered" }],
  ["the provider says: in part", [delivered(1, { partial: true })], { status: "delivered", partial: true }],
];

describe("a message in parts", () => {
  it.each(parts)("%s", (_name, events, expected) => {
    expect(summarise(events)).toMatchObject(expected);
    expect(summarise(events.toReversed())).toEqual(summarise(events));
  });
});
