import type { Advice, Story } from "../story/story";
import { plan } from "./plan";

/** What the sending app's resend button should do now. */
export function advise(story: Story): Advice {
  const { action, afterSeconds, say } = plan(story);
  return { action, afterSeconds, say };
}
