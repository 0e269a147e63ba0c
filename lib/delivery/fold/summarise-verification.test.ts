import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { at } from "./fixtures/delivery-events";
import { verificationEvent as event } from "./fixtures/verification-events";
import { summariseVerification } from "./summarise-verification";
import { VERIFICATION_EVENT_TYPES, type VerificationEvent, type VerificationSummary } from "./verification-event";

vi.setConfig({ testTimeout: 30_000 });

const cases: [string, VerificationEvent[], Partial<VerificationSummary>][] = [
  ["nothing yet", [], { state: "requested", requestedAt: null, lastEventAt: null, closedAt: null }],
  [
    "requested",
    [event(0, "requested"), event(1, "code_sent")],
    { state: "requested", requestedAt: at(0), lastEventAt: at(1) },
  ],
  [
    "a wrong code",
    [event(0, "requested"), event(9, "wrong_code"), event(12, "wrong_code")],
    { state: "checking", wrongCodes: 2 },
  ],
  [
    "abandoned over checking",
    [event(9, "wrong_code"), event(90, "abandoned")],
    { state: "abandoned", closedAt: at(90) },
  ],
  ["expired over abandoned", [event(90, "expired"), event(91, "abandoned")], { state: "expired", closedAt: at(90) }],
  ["failed over expired", [event(90, "expired"), event(91, "failed")], { state: "failed", closedAt: at(91) }],
  ["blocked over failed", [event(90, "failed"), event(91, "blocked")], { state: "blocked" }],
  [
    "a wrong code that the app and a verification service both tell of",
    [event(9, "wrong_code"), event(9, "wrong_code", { eventId: "provider:1" }), event(12, "wrong_code")],
    { wrongCodes: 2 },
  ],
  [
    "verified, as the app and a verification service say, of which one names the channel",
    [event(90, "verified", { eventId: "provider:2" }), event(91, "verified", { channel: "sms" })],
    { state: "verified", verifiedAt: at(90), verifiedChannel: "sms" },
  ],
  ["blocked over expired", [event(90, "expired"), event(91, "blocked")], { state: "blocked" }],
  [
    "verified over blocked",
    [event(90, "blocked"), event(91, "verified")],
    { state: "verified", verifiedAt: at(91), closedAt: at(91) },
  ],
  [
    "verified after an expiry that we inferred",
    [event(600, "expired", { inferred: true }), event(610, "verified")],
    { state: "verified", inferred: false },
  ],
  [
    "an expiry that only we inferred",
    [event(600, "expired", { inferred: true })],
    { state: "expired", inferred: true },
  ],
  [
    "the app's own expiry beside ours",
    [event(600, "expired", { inferred: true }), event(601, "expired")],
    { inferred: false },
  ],
  [
    "refused by the abuse check",
    [event(0, "requested"), event(1, "abuse_check", { reason: "refused" })],
    { state: "blocked", closedAt: at(1) },
  ],
  ["challenged", [event(1, "abuse_check", { reason: "challenged" })], { state: "requested" }],
  ["allowed", [event(1, "abuse_check", { reason: "allowed" })], { state: "requested" }],
  [
    "the newest code's expiry, not the latest one",
    [
      event(1, "code_sent", { codeExpiresAt: at(900) }),
      event(60, "code_sent", { codeExpiresAt: at(360) }),
      event(70, "wrong_code"),
    ],
    { codeExpiresAt: at(360) },
  ],
  [
    "the first of two successes",
    [event(50, "verified", { channel: "voice" }), event(20, "verified", { channel: "whatsapp" })],
    { verifiedAt: at(20), verifiedChannel: "whatsapp" },
  ],
  [
    "a success whose channel the app did not tell",
    [event(10, "code_sent", { channel: "sms" }), event(20, "verified")],
    { verifiedChannel: null },
  ],
];

describe("summariseVerification", () => {
  it.each(cases)("%s", (_name, events, expected) => {
    expect(summariseVerification(events)).toMatchObject(expected);
    expect(summariseVerification(events.toReversed())).toEqual(summariseVerification(events));
  });

  it("is idempotent by event id, in any order", () => {
    const arbitrary = fc.record({
      id: fc.integer({ min: 0, max: 9 }),
      type: fc.constantFrom(...VERIFICATION_EVENT_TYPES),
      second: fc.integer({ min: 0, max: 9 }),
      received: fc.integer({ min: 0, max: 9 }),
      inferred: fc.boolean(),
      expiry: fc.constantFrom(null, 300, 600),
      reason: fc.constantFrom(null, "refused", "allowed"),
    });
    const histories = fc.array(arbitrary, { maxLength: 8 }).map((drawn) =>
      drawn.map(({ id, type, second, received, inferred, expiry, reason }) =>
        event(second, type, {
          eventId: `e${id}`,
          receivedAt: at(received),
          inferred,
          reason,
          codeExpiresAt: expiry === null ? null : at(expiry),
        }),
      ),
    );
    const permuted = histories.chain((events) =>
      fc.tuple(fc.constant(events), fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 })),
    );
    fc.assert(
      fc.property(permuted, ([events, shuffled]) => {
        expect(summariseVerification(shuffled)).toEqual(summariseVerification(events));
      }),
      { numRuns: 3_000 },
    );
  });
});
