import { describe, expect, it } from "vitest";
import { decide } from "../decision/decide";
import { formatClock } from "../story/fixtures/stories";
import { advise } from "../words/advise";
import { agentNote } from "../words/agent-note";
import { describeEvidence } from "../words/fixtures/describe-evidence";
import { type Row, SITUATIONS } from "../words/fixtures/situations";
import { nextStep } from "../words/next-step";
import { sayToCustomer } from "../words/say-to-customer";
import { verdict } from "../words/verdict";
import { atAGlance } from "./at-a-glance";

describe("a story", () => {
  it.each(SITUATIONS.map((row) => [row.about, row] as const))("%s", (_about, { story, situation, plan }) => {
    const decision = decide(story);
    expect(decision.situation.kind).toBe(situation);
    expect(`${decision.plan.kind}: ${decision.plan.reason}`).toBe(plan);
  });

  it("stands once in the table", () => {
    expect(SITUATIONS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(SITUATIONS.map(({ about }) => about)).size).toBe(SITUATIONS.length);
  });
});

/** To be read by a person after each change of it: is every line true, natural, and in accord with the others? */
it("is rendered as the paper beside this test says", async () => {
  const paper = SITUATIONS.map(rendered).join("\n\n");
  await expect(`${paper}\n`).toMatchFileSnapshot("every-situation.txt");
});

function rendered({ about, story, situation, plan }: Row): string {
  const decision = decide(story);
  const { tone, headline, detail, badges } = verdict(decision, formatClock);
  const { title, text } = nextStep(decision, "en", formatClock);
  const { action, reason, afterSeconds, channels, say } = advise(decision, "en");
  const note = agentNote(decision, "en");
  const glance = atAGlance(decision, formatClock).filter(({ label }) => label.endsWith(" says"));
  return [
    `## ${about}`,
    `evidence  ${describeEvidence(story)}`,
    `decision  ${situation} → ${plan}`,
    `verdict   (${tone}) ${headline}`,
    `detail    ${detail}`,
    `badges    ${badges.map((badge) => `${badge.label} (${badge.tone})`).join(", ")}`,
    `next      ${title} ${text}`,
    `note      ${note.known}${note.causes.length > 0 ? ` May be: ${note.causes.join("; ")}.` : ""}`,
    `customer  “${sayToCustomer(decision, "en", formatClock)}”`,
    `app       ${action} (${reason}), after ${afterSeconds} s, channels: ${channels.join(", ") || "none"}: “${say}”`,
    ...glance.map(({ label, value }) => `glance    ${label}: ${value}`),
  ].join("\n");
}
