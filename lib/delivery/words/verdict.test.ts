import { describe, expect, it } from "vitest";
import { decide } from "../decision/decide";
import { at, deliveryEvent as report } from "../fold/fixtures/delivery-events";
import { verificationEvent as user } from "../fold/fixtures/verification-events";
import { exampleStory, formatClock, story, storyMessage } from "../story/fixtures/stories";
import type { Story, Tone } from "../story/story";
import { verdict } from "./verdict";

const asked = [user(0, "requested"), user(1, "code_sent", { codeExpiresAt: at(600) })];
const sent = (seconds = 2) => report(seconds);
const delivered = (seconds: number) => report(seconds, { status: "delivered" });
const failure = (facts: Parameters<typeof report>[1]) => report(4, { status: "failed", ...facts });
const timeout = (seconds: number) => report(seconds, { status: "unknown", source: "timeout", isFinal: true });
const one = (
  now: number,
  reports: ReturnType<typeof report>[],
  facts = {},
  events: ReturnType<typeof user>[] | null = asked,
) => story(now, events, [storyMessage(1, 1, reports, facts)]);

const verified: [Story, Tone, string][] = [
  [exampleStory(367), "ok", "Verified 41 s after the second SMS. The first was never confirmed."],
  [exampleStory(130), "ok", "Verified 41 s after the second SMS. The first has no receipt yet."],
  [one(50, [delivered(5)], {}, [...asked, user(42, "verified")]), "ok", "Verified 41 s after the SMS."],
  [story(50, [...asked, user(42, "verified")], []), "ok", "Verified at 14:08:42."],
  [
    story(
      90,
      [...asked, user(80, "verified", { messageId: "m-1" })],
      [storyMessage(1, 1, [delivered(70)]), storyMessage(2, 60, [sent(61)], { channel: "whatsapp" })],
    ),
    "ok",
    "Verified 1 min 19 s after the first message (SMS). The second has no receipt yet.",
  ],
  [
    one(700, [delivered(5)], {}, [...asked, user(640, "expired", { inferred: true }), user(660, "verified")]),
    "ok",
    "Verified 10 min 59 s after the SMS.",
  ],
];

const open: [Story, Tone, string][] = [
  [
    one(25, [delivered(5)]),
    "ok",
    "Reported delivered 20 s ago. No code entry on record yet; the code is valid until 14:18:00.",
  ],
  [one(900, [delivered(780)]), "warn", "Reported delivered 3 min after the code had expired."],
  [
    one(7_300, [report(7_207, { status: "delivered", providerOccurredAt: at(7), timeNote: "at_latest" })]),
    "warn",
    "Reported delivered at 14:08:07 at the latest; no code entry is on record.",
  ],
  [
    one(900, [report(790, { status: "delivered", providerOccurredAt: at(780), timeNote: "at_latest" })]),
    "warn",
    "Reported delivered at most 3 min after the code had expired.",
  ],
  [one(620, [delivered(5)]), "warn", "Reported delivered 10 min 15 s ago; no code entry is on record."],
  [
    one(9_000, [delivered(5)], {}, [...asked, user(600, "expired", { inferred: true })]),
    "warn",
    "Reported delivered at 14:08:05; no code entry is on record. The code expired at 14:18:00.",
  ],
  [
    story(
      70,
      [...asked, user(61, "code_sent"), user(66, "wrong_code")],
      [storyMessage(1, 1, [delivered(5)]), storyMessage(2, 61, [delivered(63)])],
    ),
    "warn",
    "Wrong code entered 5 s after a newer one was sent: perhaps the older code.",
  ],
  [one(40, [delivered(5)], {}, [...asked, user(20, "wrong_code")]), "warn", "Wrong code entered 20 s ago."],
  [
    one(40, [delivered(5)], {}, [...asked, user(20, "wrong_code"), user(30, "wrong_code")]),
    "warn",
    "Wrong codes entered 2 times, last 10 s ago.",
  ],
  [one(26, [sent()]), "wait", "Handed to the carrier 25 s ago, no receipt yet. Slower than usual for India."],
  [one(6, [sent()]), "wait", "Handed to the carrier 5 s ago, no receipt yet."],
  [
    one(6, [report(2, { status: "accepted" })]),
    "wait",
    "Accepted by the provider 5 s ago, not handed to the carrier yet.",
  ],
  [one(6, []), "wait", "Registered by the app as sent 5 s ago; nothing came from the provider yet."],
  [
    story(90, asked, [storyMessage(1, 1, [delivered(9)]), storyMessage(2, 85, [sent(86)])]),
    "wait",
    "Second SMS handed to the carrier 5 s ago, no receipt yet. The first was reported delivered.",
  ],
  [
    story(
      90,
      asked,
      [1, 2, 3].map((n) => storyMessage(n, n * 20, [sent(n * 20)], { usualReceiptMs: null })),
    ),
    "wait",
    "Third SMS handed to the carrier 30 s ago, no receipt yet. The first and the second have no receipt yet.",
  ],
];

const over: [Story, Tone, string][] = [
  [one(400, [sent(), timeout(301)]), "none", "No receipt came within 5 minutes. It may or may not have arrived."],
  [one(400, [sent()]), "none", "No receipt came within 5 minutes. It may or may not have arrived."],
  [
    one(400, [sent(), timeout(301)], {}, [...asked, user(350, "abandoned", { inferred: true })]),
    "none",
    "No receipt came within 5 minutes. It may or may not have arrived. No code entry is on record since.",
  ],
  [
    one(26, [sent()], { receiptGrade: "none" }),
    "none",
    "Handed to the carrier. Receipts are not given in this country.",
  ],
  [
    one(9, [report(4, { status: "rejected", failureCategory: "carrier_filtered" })]),
    "bad",
    "Rejected before it reached the phone: the carrier filtered it.",
  ],
  [
    one(9, [report(4, { status: "rejected", failureCategory: "carrier_filtered", saidBy: "provider" })]),
    "bad",
    "Rejected before it reached the phone: it was reported as filtered.",
  ],
  [one(9, [failure({ failureCategory: "no_reason_given" })]), "bad", "Failed. The provider gave no reason."],
  [
    one(9, [report(4, { status: "undelivered", failureCategory: "handset_unreachable" })]),
    "bad",
    "Reported undelivered: the phone could not be reached.",
  ],
  [
    one(9, [report(4, { status: "expired" })]),
    "bad",
    "Expired on its way: the carrier stopped trying before the phone could be reached.",
  ],
  [
    story(90, asked, [storyMessage(1, 1, [failure({})]), storyMessage(2, 60, [failure({})])]),
    "bad",
    "Second SMS failed. The provider gave no reason. The first failed.",
  ],
  [one(9, [delivered(4), failure({})]), "warn", "Reported delivered by one receipt and failed by another."],
  [
    one(9, [report(4, { status: "delivered", partial: true })]),
    "warn",
    "Reported delivered in part: some parts were delivered, others not.",
  ],
  [
    one(9, [report(4, { status: "unknown", rawStatus: "brand_new" })]),
    "none",
    "Answered with a status that we do not know yet; it waits for review.",
  ],
];

const withoutMessages: [Story, Tone, string][] = [
  [
    story(9, [user(0, "requested"), user(1, "abuse_check", { reason: "refused" })], []),
    "bad",
    "Refused by the app's abuse check; no message is on record.",
  ],
  [
    one(99, [delivered(4)], {}, [...asked, user(90, "blocked")]),
    "bad",
    "The attempt was blocked at 14:09:30. The SMS was reported delivered.",
  ],
  [story(9, [user(0, "requested")], []), "none", "A code was asked for; no message was seen."],
  [story(9, null, []), "none", "Nothing is known of this attempt."],
];

const unregistered = { origin: "callback", sentAt: null, deadlineAt: null } as const;
const withoutVerification: [Story, Tone, string][] = [
  [one(25, [delivered(5)], {}, null), "ok", "Reported delivered 20 s ago."],
  [
    one(25, [delivered(5)], unregistered, null),
    "ok",
    "Reported delivered 20 s ago. Seen from the provider's receipts only; the app did not register this message.",
  ],
];

describe.each([
  ["verified", verified],
  ["open", open],
  ["delivery settled or given up", over],
  ["no message", withoutMessages],
  ["no verification", withoutVerification],
])("verdict: %s", (_group, cases) => {
  it.each(cases.map(([example, tone, headline]) => ({ example, tone, headline })))("$headline", (row) => {
    const found = verdict(decide(row.example), formatClock);
    expect(found.headline).toBe(row.headline);
    expect(found.tone).toBe(row.tone);
  });
});

describe("the line under a verdict", () => {
  it("tells the attempt in one line, with a badge for each state", () => {
    const { detail, badges } = verdict(decide(exampleStory(367)), formatClock);
    expect(detail).toBe(
      "Login · requested 14:08:02 · 2 messages over 2 providers · 1 wrong code · code valid until 14:19:20",
    );
    expect(badges).toEqual([
      { tone: "ok", label: "Verified" },
      { tone: "ok", label: "Reported delivered" },
    ]);
  });

  it("names what is remarkable", () => {
    const labels = (example: Story) => verdict(decide(example), formatClock).badges.map(({ label }) => label);
    expect(labels(one(26, [sent()]))).toEqual(["Open", "Sent", "Slower than usual"]);
    expect(labels(one(400, [sent()]))).toEqual(["Open", "No receipt"]);
    expect(labels(one(9, [delivered(4), failure({})], unregistered, null))).toEqual([
      "Reported delivered",
      "Conflicting receipts",
      "Not registered",
    ]);
  });
});

describe("the occasion of a verdict", () => {
  const occasion = (example: Story) => verdict(decide(example), formatClock).occasion;

  it("stays while only ages tick", () => {
    const ticking: ((now: number) => Story)[] = [
      (now) => one(now, [delivered(5)]),
      (now) => one(now, [sent()], { usualReceiptMs: null }),
      (now) => one(now, [delivered(5)], {}, [...asked, user(20, "wrong_code")]),
      (now) => one(now, [report(2, { status: "accepted" })], { usualReceiptMs: null }),
      (now) => story(now, asked, [storyMessage(1, 1, [delivered(9)]), storyMessage(2, 20, [delivered(22)])]),
    ];
    for (const at of ticking) {
      expect(verdict(decide(at(60)), formatClock).headline).not.toBe(verdict(decide(at(30)), formatClock).headline);
      expect(occasion(at(60))).toBe(occasion(at(30)));
    }
  });

  it("changes with what the headline says", () => {
    const said = [
      one(20, []),
      one(20, [report(2, { status: "accepted" })]),
      one(4, [sent()]),
      one(20, [sent()]),
      one(20, [delivered(5)]),
      one(21, [delivered(5)], {}, [...asked, user(20, "wrong_code")]),
      one(21, [delivered(5)], {}, [...asked, user(18, "wrong_code"), user(20, "wrong_code")]),
      one(21, [delivered(5)], {}, [...asked, user(20, "verified")]),
      story(30, asked, [storyMessage(1, 1, [sent()]), storyMessage(2, 28, [sent(29)])]),
      story(30, asked, [storyMessage(1, 1, [delivered(9)]), storyMessage(2, 28, [sent(29)])]),
    ];
    expect(new Set(said.map(occasion)).size).toBe(said.length);
  });
});
