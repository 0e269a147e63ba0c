import { describe, expect, it } from "vitest";
import { at, deliveryEvent as report } from "../fold/fixtures/delivery-events";
import { verificationEvent as user } from "../fold/fixtures/verification-events";
import { exampleStory, formatClock, story, storyMessage } from "../story/fixtures/stories";
import { lanes } from "./lanes";

const lines = (example: Parameters<typeof lanes>[0]) =>
  lanes(example, formatClock).map(({ at: time, lane, tone, title, sub, marks }) =>
    [formatClock(time), lane, tone, title, sub, ...marks].join(" | "),
  );

describe("lanes", () => {
  it("tell the whole story on one clock", () => {
    expect(lines(exampleStory(367))).toEqual([
      "14:08:02 | user | none | Asked for a code | Login",
      "14:08:03 | messages | wait | SMS 1 accepted by Example Telecom | ACMEIN · login_otp_v3",
      "14:08:03 | done | none | Code made | valid until 14:18:00",
      "14:08:05 | messages | wait | SMS 1 sent to the carrier | +2 s | duplicate ×2",
      "14:09:20 | user | none | Asked again | ",
      "14:09:20 | done | none | Advice then: send again | The receipt is later than usual. If it happens again, offer another channel.",
      "14:09:21 | messages | wait | SMS 2 accepted by Sample Mobile | ACMEIN · login_otp_v3",
      "14:09:21 | done | none | Code made | valid until 14:19:20",
      "14:09:21 | done | none | SMS 2 repeats SMS 1 | ",
      "14:09:26 | messages | ok | SMS 2 reported delivered | handset receipt",
      "14:09:51 | user | bad | Wrong code | maybe the code of SMS 1",
      "14:10:02 | user | ok | Verified | 41 s after SMS 2",
      "14:13:03 | messages | none | SMS 1: no receipt | deadline 5 min",
    ]);
  });

  it("say how long a delivery took at most, where only the time of the call is known, and how late it reached us", () => {
    const delivered = report(7_207, { status: "delivered", providerOccurredAt: at(9), timeNote: "at_latest" });
    const late = story(7_300, null, [storyMessage(1, 3, [delivered])]);
    expect(lines(late)[0]).toBe(
      "14:08:09 | messages | ok | SMS 1 reported delivered | ACMEIN · login_otp_v3 · carrier receipt · at most 6 s after the send · reached us 2 h later",
    );
  });

  it("say whose word it is, where a verification service reported it, and no more than it said", () => {
    const by = (seconds: number, type: Parameters<typeof user>[1], rawStatus: string) =>
      user(seconds, type, { eventId: `provider:${type}`, reportedBy: "Example Verify", rawStatus });
    const events = [
      ...[user(0, "requested"), by(1, "requested", "pending"), by(2, "code_sent", "send_code_attempt")],
      ...[by(60, "wrong_code", "check_failure"), by(70, "failed", "max_attempts_reached")],
      ...[by(600, "expired", "expired"), by(610, "abandoned", "canceled"), by(620, "verified", "approved")],
    ];
    expect(lines(story(700, events, []))).toEqual([
      "14:08:00 | user | none | Asked for a code | Login",
      "14:08:01 | user | none | Asked for a code | Login | reported by Example Verify",
      "14:08:02 | done | none | Code made |  | reported by Example Verify",
      "14:09:00 | user | bad | Wrong code |  | reported by Example Verify",
      "14:09:10 | done | bad | No further try | max_attempts_reached | reported by Example Verify",
      "14:18:00 | user | none | Code expired |  | reported by Example Verify",
      "14:18:10 | user | none | Cancelled |  | reported by Example Verify",
      "14:18:20 | user | ok | Verified |  | reported by Example Verify",
    ]);
  });

  it("give every row a key of its own that stays when the story goes on", () => {
    const keys = (now: number) => lanes(exampleStory(now), formatClock).map(({ key }) => key);
    expect(new Set(keys(367)).size).toBe(keys(367).length);
    expect(keys(100).filter((key) => key.startsWith("user:"))).toEqual(["user:e1", "user:e3"]);
  });

  it("show a silent message, failures with their reason, attempts, and what the app did", () => {
    const example = story(
      700,
      [
        user(0, "abuse_check", { reason: "challenged" }),
        user(20, "fallback_offered", { channel: "whatsapp" }),
        user(600, "expired", { inferred: true, codeExpiresAt: at(590) }),
      ],
      [
        storyMessage(1, 1, [
          report(2, { status: "failed", isFinal: false, channel: "telegram", failureCategory: "provider_fault" }),
          report(3, { status: "rejected", failureCategory: "carrier_filtered", errorCode: "30007" }),
        ]),
        storyMessage(2, 30, [], { channel: "whatsapp", senderIdentity: null, templateKey: null }),
        storyMessage(3, 40, [report(41, { status: "unknown", rawStatus: "brand_new" })], { channel: "other" }),
      ],
    );
    expect(lines(example)).toEqual([
      "14:08:00 | done | warn | Abuse check: challenged | ",
      "14:08:02 | messages | warn | SMS 1: one attempt failed | ACMEIN · login_otp_v3 · over Telegram · fault at the provider · +1 s | one attempt, not final",
      "14:08:03 | messages | bad | SMS 1 rejected | filtered by the carrier · code 30007 · +2 s",
      "14:08:20 | done | none | Fallback offered | over WhatsApp",
      "14:08:30 | messages | wait | WhatsApp 2 sent by the app | over Example Telecom; nothing reported yet",
      "14:08:41 | messages | none | Message 3: status not known to us | ACMEIN · login_otp_v3 · “brand_new” · +1 s",
      "14:18:00 | user | none | Code expired | valid until 14:17:50; nothing came after | by our clock",
    ]);
  });
});
