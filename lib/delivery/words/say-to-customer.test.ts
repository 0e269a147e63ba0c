import { expect, it } from "vitest";
import { at, deliveryEvent as report } from "../fold/fixtures/delivery-events";
import { verificationEvent as user } from "../fold/fixtures/verification-events";
import { exampleStory, formatClock, story, storyMessage } from "../story/fixtures/stories";
import type { Story } from "../story/story";
import { sayToCustomer } from "./say-to-customer";

const asked = [user(0, "requested"), user(1, "code_sent", { codeExpiresAt: at(600) })];
const delivered = report(5, { status: "delivered" });
const one = (
  now: number,
  reports: ReturnType<typeof report>[],
  facts = {},
  events: ReturnType<typeof user>[] | null = asked,
) => story(now, events, [storyMessage(1, 1, reports, facts)]);

const cases: [Story, string][] = [
  [
    exampleStory(367),
    "I can see that your login was completed at 14:10:02. An earlier message may have been delayed by the network; you don't need to do anything.",
  ],
  [
    one(50, [delivered], {}, [...asked, user(42, "verified")]),
    "I can see that your login was completed at 14:08:42. You don't need to do anything.",
  ],
  [one(25, [delivered]), "code is valid until 14:18:00"],
  [one(700, [delivered]), "not used in time. Please ask for a new code."],
  [one(900, [report(780, { status: "delivered" })]), "no longer valid when it was reported delivered"],
  [one(40, [delivered], {}, [...asked, user(30, "wrong_code")]), "use only the newest message"],
  [one(6, [report(2)]), "Your code is on its way. Please wait a moment."],
  [one(26, [report(2)]), "takes longer than usual"],
  [one(400, [report(2)]), "the network has not told us whether it arrived"],
  [
    one(26, [report(2)], { receiptGrade: "none" }),
    "handed to the network in India, which does not tell us whether it arrives",
  ],
  [
    one(9, [report(4, { status: "failed", failureCategory: "handset_unreachable" })]),
    "Please check that it is on and has coverage",
  ],
  [one(9, [delivered, report(6, { status: "failed" })]), "contradicting reports"],
  [one(9, [report(4, { status: "delivered", partial: true })]), "only a part of the message"],
  [one(9, [report(4, { status: "unknown", rawStatus: "new" })]), "looking into what the network answered"],
  [one(25, [delivered], {}, null), "reported the message as delivered at 14:08:05"],
  [story(9, [user(1, "abuse_check", { reason: "refused" })], []), "no code was sent"],
  [one(9, [delivered], {}, [...asked, user(8, "blocked")]), "stopped by our security check"],
  [story(9, asked, []), "no message for it yet"],
];

it.each(cases.map(([example, words]) => ({ example, words })))("says: $words", ({ example, words }) => {
  const said = sayToCustomer(example, formatClock);
  expect(said).toContain(words);
  expect(said).not.toMatch(/received|\bread\b|!|undefined|null/);
});
