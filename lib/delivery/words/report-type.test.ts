import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide } from "../decision/decide";
import { deliveryEvent as report } from "../fold/fixtures/delivery-events";
import { verificationEvent as user } from "../fold/fixtures/verification-events";
import { FAILURE_STATUSES } from "../fold/status";
import { summarise } from "../fold/summarise";
import { arbitraryStory } from "../story/fixtures/arbitrary-stories";
import { formatClock, story, storyMessage } from "../story/fixtures/stories";
import type { ReportType, Story, StoryMessage } from "../story/story";
import { agentNote } from "./agent-note";
import { nextStep } from "./next-step";
import { sayToCustomer } from "./say-to-customer";
import { verdict } from "./verdict";

const asked = [user(0, "requested"), user(1, "code_sent")];
const saying = (story: Story) => {
  const decision = decide(story);
  return {
    verdict: verdict(decision, formatClock),
    next: nextStep(decision, "en", formatClock),
    customer: sayToCustomer(decision, "en", formatClock),
  };
};
const one = (now: number, events: Parameters<typeof storyMessage>[2], facts: Partial<StoryMessage>) =>
  story(now, asked, [storyMessage(1, 1, events, facts)]);

/** What would take a step that is never reported for one that was not taken. */
const BLAME = /not handed to the carrier|nothing came from the provider/;

describe("a provider that reports the end alone", () => {
  it("is blamed in no story for a step before it that was not reported", () => {
    fc.assert(
      fc.property(arbitraryStory, (told) => {
        const messages = told.messages.map((message) => ({ ...message, reportType: "final" as const }));
        expect(JSON.stringify(saying({ ...told, messages }))).not.toMatch(BLAME);
      }),
      { numRuns: 500 },
    );
  });

  it("is blamed where it reports every step", () => {
    const told = (reportType: ReportType) => [
      saying(one(10, [], { reportType })).verdict.headline,
      saying(one(10, [report(2, { status: "accepted" })], { reportType })).verdict.headline,
    ];
    for (const headline of told("all")) expect(headline).toMatch(BLAME);
    for (const headline of told("final")) expect(headline).toContain("only its end is reported, and was not yet");
  });

  it("ends a story as one does that reported the steps before", () => {
    const ends = ["delivered", ...FAILURE_STATUSES] as const;
    for (const status of ends) {
      const end = report(5, { status, isFinal: true, failureCategory: status === "delivered" ? null : "expired" });
      const steps = [report(2, { status: "accepted" }), report(3, { status: "sent" })];
      const [alone, after] = [[end], [...steps, end]].map((events) => saying(one(30, events, { reportType: "final" })));
      expect(alone).toEqual(after);
      // Rates, delays and what is without a receipt are counted from the summary.
      const { firstEventAt: _, ...ofEnd } = summarise([end]);
      expect(summarise([...steps, end])).toMatchObject(ofEnd);
    }
  });

  it("is waited for as long, by the usual time to an end", () => {
    for (const now of [5, 9, 20, 299]) {
      const plan = (reportType: ReportType) => decide(one(now, [], { reportType })).plan;
      expect(plan("final")).toEqual(plan("all"));
    }
  });

  it("does not claim that a message was handed on, where receipts are not given", () => {
    const facts = { receiptGrade: "none", reportType: "final" } as const;
    const { verdict, customer } = saying(one(20, [], facts));
    expect(verdict.headline).toBe("Registered by the app as sent. Receipts are not given in this country.");
    expect(customer).not.toMatch(/handed/);
    expect(agentNote(decide(one(20, [], facts)), "en").known).not.toMatch(/handed/);
  });
});
