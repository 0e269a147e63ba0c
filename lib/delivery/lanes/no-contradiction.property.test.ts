import fc from "fast-check";
import { expect, it } from "vitest";
import { decide } from "../decision/decide";
import { isReceipt } from "../fold/weigh-events";
import { arbitraryStory } from "../story/fixtures/arbitrary-stories";
import { formatClock } from "../story/fixtures/stories";
import type { Story } from "../story/story";
import { advise } from "../words/advise";
import { agentNote } from "../words/agent-note";
import { nextStep } from "../words/next-step";
import { sayToCustomer } from "../words/say-to-customer";
import { verdict } from "../words/verdict";
import { atAGlance } from "./at-a-glance";

const RUNS = { numRuns: 3_000 };

function renderings(story: Story) {
  const decision = decide(story);
  const { headline, badges, detail, tone } = verdict(decision, formatClock);
  const next = nextStep(decision, "en", formatClock);
  const note = agentNote(decision, "en");
  const glance = Object.fromEntries(atAGlance(decision, formatClock).map(({ label, value }) => [label, value]));
  const advice = advise(decision, "en");
  const say = sayToCustomer(decision, "en", formatClock);
  const labels = badges.map(({ label }) => label);
  const all = [headline, detail, ...labels, next.title, next.text, note.known, ...note.causes, advice.say, say];
  return { decision, headline, labels, tone, next, glance, advice, say, all: [...all, ...Object.values(glance)] };
}

/** The sentences that ask for each kind of step: none of another kind may stand in what is rendered. */
const ASKS: Readonly<Record<string, RegExp>> = {
  wait: /please wait|and wait \d|wait a moment/i,
  resend: /ask for a new (code|one)\.|for a new code\.$/i,
  other_channel: /you can ask for the code|offer another channel\. (?!.*ask)/i,
  check_number: /check that the number|check the number/i,
  secure_account: /secure your account|secure the account first\. /i,
  stop: /cannot send|do not send again/i,
};

it("all that is rendered asks for the same step", () => {
  fc.assert(
    fc.property(arbitraryStory, (story) => {
      const { decision, next, advice, say } = renderings(story);
      const { kind } = decision.plan;
      expect(advice.action).toBe(kind);
      for (const text of [say, advice.say, `${next.title} `]) {
        const waits = /before asking for a new code\.$/.test(text) ? "wait" : null;
        const asked = waits ? [waits] : Object.keys(ASKS).filter((step) => ASKS[step]?.test(text));
        const mayWait = decision.plan.kind === "resend" && decision.plan.pause !== null;
        expect(asked.filter((step) => step !== kind && !(step === "wait" && mayWait))).toEqual([]);
      }
    }),
    RUNS,
  );
});

it("a plan that waits has an end, and waiting leads to something else", () => {
  fc.assert(
    fc.property(arbitraryStory, (story) => {
      let now = story.now;
      for (let waits = 0; ; waits += 1) {
        const { plan } = decide(story, now);
        if (plan.kind !== "wait") return;
        expect(plan.pause.until > now).toBe(true);
        expect(plan.pause.until.getTime() - story.now.getTime()).toBeLessThanOrEqual(30 * 60_000);
        expect(waits).toBeLessThan(4);
        now = plan.pause.until;
      }
    }),
    RUNS,
  );
});

it("the verdict, its badges and the glance tell of one state", () => {
  fc.assert(
    fc.property(arbitraryStory, (story) => {
      const { decision, headline, labels, tone, glance } = renderings(story);
      const isVerified = decision.situation.kind === "verified";
      expect(/^Verified /.test(headline)).toBe(isVerified);
      expect(labels.includes("Verified")).toBe(isVerified);
      expect(labels.includes("Secure the account")).toBe(decision.plan.kind === "secure_account");
      if (decision.plan.kind === "secure_account") expect(tone).not.toBe("ok");
      if (tone === "ok" && !isVerified) expect(glance["Provider says"]).toContain("reported delivered");
      if (story.messages.length === 0) expect(glance["Provider says"]).toContain("no message is on record");
    }),
    RUNS,
  );
});

it("nothing claims more than the evidence", () => {
  fc.assert(
    fc.property(arbitraryStory, (story) => {
      const { all, glance } = renderings(story);
      const words = all
        .join("\n")
        .replaceAll("may or may not have arrived", "")
        .replaceAll("whether the message arrived", "");
      expect(words).not.toMatch(/\b(received|got|seen by|arrived|reached you|was read|on your phone)\b/i);
      expect(words).not.toMatch(/no code (was )?entered|code was not (entered|used)|not used|no message was sent/i);
      expect(words).not.toMatch(/undefined|null|NaN|\[object|\{|\}| {2}|!/);
      const hasReceipt = story.messages.some(({ events }) => events.some(isReceipt));
      if (!hasReceipt) {
        expect(glance["Carrier says"]).toBe("nothing");
        expect(words).not.toMatch(/the carrier (filtered|refused|stopped)|(filtered|rejected) by the carrier/i);
      }
    }),
    RUNS,
  );
});

it("no channel is offered over which a message of the attempt went already, but to send the same again", () => {
  fc.assert(
    fc.property(arbitraryStory, (story) => {
      const { plan, story: told } = decide(story);
      if (plan.kind !== "other_channel") return;
      expect(plan.channels.filter((channel) => told.messages.some((one) => one.channel === channel))).toEqual([]);
      expect(plan.offered === null || plan.channels.includes(plan.offered)).toBe(true);
    }),
    RUNS,
  );
});

it("the decision rests on the evidence and its moment alone", () => {
  fc.assert(
    fc.property(arbitraryStory, (story) => {
      expect(decide(structuredClone(story))).toEqual(decide(story));
      expect(decide({ ...story, now: new Date(0) }, story.now)).toEqual(decide(story));
    }),
    { numRuns: 300 },
  );
});
