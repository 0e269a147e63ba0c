import { expect, it } from "vitest";
import { summariseVerification } from "@/lib/delivery/fold/summarise-verification";
import type { VerificationEvent, VerificationEventType } from "@/lib/delivery/fold/verification-event";
import { inferEnd, withoutOutlived } from "./infer-end";

const START = Date.UTC(2026, 10, 21, 14, 0);
const minute = (minutes: number) => new Date(START + minutes * 60_000);

function event(type: VerificationEventType, minutes: number, more: Partial<VerificationEvent> = {}): VerificationEvent {
  return {
    eventId: `${type}-${minutes}`,
    type,
    at: minute(minutes),
    receivedAt: minute(minutes),
    messageId: null,
    channel: null,
    reason: null,
    codeExpiresAt: null,
    voidsEarlierCodes: false,
    inferred: false,
    ...more,
  };
}
const endOf = (events: VerificationEvent[]) => inferEnd(events, summariseVerification(events));

it("is the expiry of the newest code, due ten minutes later", () => {
  const events = [
    event("requested", 0),
    event("code_sent", 0, { codeExpiresAt: minute(10) }),
    event("code_sent", 3, { codeExpiresAt: minute(13) }),
  ];
  expect(endOf(events)).toEqual({ type: "expired", at: minute(13), dueAt: minute(23) });
});

it("is half an hour of silence where no expiry is known", () => {
  expect(endOf([event("requested", 0), event("wrong_code", 4)])).toEqual({
    type: "abandoned",
    at: minute(34),
    dueAt: minute(34),
  });
});

it("is half an hour of silence where the user went on after the code had expired", () => {
  const events = [event("code_sent", 0, { codeExpiresAt: minute(10) }), event("resend_requested", 12)];
  expect(endOf(events)).toEqual({ type: "abandoned", at: minute(42), dueAt: minute(42) });
});

it.each(["verified", "expired", "abandoned", "blocked"] as const)(
  "is not inferred for an attempt that is %s",
  (type) => {
    expect(endOf([event("code_sent", 0, { codeExpiresAt: minute(10) }), event(type, 1)])).toBeNull();
  },
);

it("is not inferred where nothing was heard", () => {
  expect(endOf([])).toBeNull();
});

it("is outlived by a newer code, and then inferred anew", () => {
  const inferred = event("expired", 10, { inferred: true });
  const first = [event("code_sent", 0, { codeExpiresAt: minute(10) }), inferred];
  expect(withoutOutlived(first)).toEqual(first);
  const goneOn = [...first, event("code_sent", 15, { codeExpiresAt: minute(25) })];
  expect(withoutOutlived(goneOn)).not.toContain(inferred);
  expect(endOf(withoutOutlived(goneOn))).toEqual({ type: "expired", at: minute(25), dueAt: minute(35) });
});

it("is not outlived by a wrong code alone", () => {
  const inferred = event("expired", 10, { inferred: true });
  expect(withoutOutlived([event("code_sent", 0), inferred, event("wrong_code", 11)])).toContain(inferred);
});
