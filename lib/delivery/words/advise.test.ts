import { describe, expect, it } from "vitest";
import { decide } from "../decision/decide";
import { PLAN_KINDS, type PlanKind } from "../decision/plan";
import { at, deliveryEvent as report } from "../fold/fixtures/delivery-events";
import { verificationEvent as user } from "../fold/fixtures/verification-events";
import { FAILURE_CATEGORIES } from "../fold/status";
import { exampleStory, formatClock, story, storyMessage } from "../story/fixtures/stories";
import type { Story } from "../story/story";
import { advise } from "./advise";
import { nextStep } from "./next-step";

const asked = [user(0, "requested"), user(1, "code_sent", { codeExpiresAt: at(600) })];
const delivered = report(5, { status: "delivered" });
const failed = (category: (typeof FAILURE_CATEGORIES)[number]) =>
  report(4, { status: "failed", failureCategory: category });
const one = (now: number, reports: ReturnType<typeof report>[], facts = {}, events = asked) =>
  story(now, events, [storyMessage(1, 1, reports, facts)]);
const two = (
  now: number,
  first: ReturnType<typeof report>[],
  second: ReturnType<typeof report>[],
  channel: "sms" | "whatsapp" = "sms",
) => story(now, asked, [storyMessage(1, 1, first), storyMessage(2, 60, second, { channel })]);

const cases: [string, Story, PlanKind, number][] = [
  ["verified", exampleStory(367), "done", 0],
  ["refused", story(9, [user(1, "abuse_check", { reason: "refused" })], []), "stop", 0],
  ["blocked", one(9, [delivered], {}, [...asked, user(8, "blocked")]), "stop", 0],
  ["asked a moment ago, no message yet", story(5, asked, []), "wait", 26],
  ["asked long ago, no message", story(90, asked, []), "resend", 0],
  ["delivered a moment ago", one(25, [delivered]), "wait", 40],
  ["delivered a while ago", one(90, [delivered]), "resend", 0],
  [
    "delivered a while ago, for the second time",
    two(200, [report(2)], [report(70, { status: "delivered" })]),
    "other_channel",
    0,
  ],
  ["delivered after the code expired", one(900, [report(780, { status: "delivered" })]), "other_channel", 0],
  ["delivered, the code is over", one(700, [delivered]), "resend", 0],
  ["a message of no attempt was delivered", story(25, null, [storyMessage(1, 1, [delivered])]), "done", 0],
  ["on its way", one(4, [report(2)]), "wait", 6],
  ["on its way, the usual time not known", one(4, [report(2)], { usualReceiptMs: null }), "wait", 27],
  ["slower than usual", one(26, [report(2)]), "resend", 0],
  ["slower than usual, for the second time", two(90, [report(2)], [report(61)]), "other_channel", 0],
  ["slower than usual, after another channel", two(90, [report(2)], [report(61)], "whatsapp"), "resend", 0],
  ["no receipt in time", one(400, [report(2)]), "resend", 0],
  ["contradicting receipts, fresh", one(31, [delivered, failed("no_reason_given")]), "wait", 30],
  ["no receipts in this country", one(100, [report(2)], { receiptGrade: "none" }), "resend", 0],
  ["one wrong code", one(40, [delivered], {}, [...asked, user(30, "wrong_code")]), "wait", 50],
  [
    "three wrong codes",
    one(40, [delivered], {}, [...asked, user(30, "wrong_code"), user(31, "wrong_code"), user(32, "wrong_code")]),
    "resend",
    0,
  ],
  ["phone unreachable", one(14, [failed("handset_unreachable")]), "resend", 20],
  [
    "phone unreachable again",
    two(
      90,
      [failed("handset_unreachable")],
      [report(61, { status: "failed", failureCategory: "handset_unreachable" })],
    ),
    "other_channel",
    0,
  ],
  ["invalid number", one(9, [failed("invalid_number")]), "check_number", 0],
  ["filtered", one(9, [failed("carrier_filtered")]), "other_channel", 0],
  ["waiting, but the attempt is over", one(30, [report(28)], {}, [...asked, user(29, "expired")]), "resend", 0],
  [
    "filtered, and the attempt is over",
    one(30, [failed("carrier_filtered")], {}, [...asked, user(29, "expired")]),
    "other_channel",
    0,
  ],
];

describe("advise", () => {
  it.each(cases)("%s", (_name, example, action, afterSeconds) => {
    expect(advise(decide(example), "en")).toMatchObject({ action, afterSeconds });
  });

  it("speaks to the user without naming carriers, codes or blame", () => {
    for (const category of FAILURE_CATEGORIES) {
      const { action, say } = advise(decide(one(9, [failed(category)])), "en");
      expect(PLAN_KINDS).toContain(action);
      expect(say).toMatch(/^[A-Z].*\.$/);
      expect(say).not.toMatch(/carrier|provider|error|account|fraud/i);
    }
  });
});

describe("nextStep", () => {
  it("tells the agent the same as the app", () => {
    const next = (example: Story) => nextStep(decide(example), "en", formatClock);
    expect(next(exampleStory(367))).toEqual({
      title: "Nothing to do.",
      text: "The attempt is complete. If the customer says that no code came, secure the account first.",
    });
    expect(next(one(9, [failed("carrier_filtered")])).title).toBe("Offer another channel.");
    expect(next(one(26, [report(2)])).title).toBe("Ask for a new code.");
  });
});
