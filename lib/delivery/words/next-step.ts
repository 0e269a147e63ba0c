import type { Story } from "../story/story";
import { plan } from "./plan";

export type NextStep = { title: string; text: string };

/** What the agent should do now; the same rules as the app's advice. */
export function nextStep(story: Story): NextStep {
  const { title, text } = plan(story);
  return { title, text };
}
