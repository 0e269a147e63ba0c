import { isClosed } from "@/lib/delivery/fold/summarise-verification";
import type { Story } from "@/lib/delivery/story/story";

const STILL_NEWS_MS = 30 * 60_000;

/** Whether the page should keep asking: something is undecided, or happened so lately that more may follow. */
export function isOpen({ verification, messages, now }: Story): boolean {
  if (verification && !isClosed(verification.state)) return true;
  if (messages.some(({ isFinal }) => !isFinal)) return true;
  const latest = [verification?.lastEventAt, ...messages.map(({ lastEventAt }) => lastEventAt)];
  return latest.some((at) => at != null && now.getTime() - at.getTime() < STILL_NEWS_MS);
}
