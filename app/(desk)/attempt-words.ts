import type { Badge } from "@/lib/delivery/story/story";
import { channelName, statusNote } from "@/lib/delivery/words/status-notes";
import { statusTone, verificationBadge } from "@/lib/delivery/words/verdict-badges";
import type { Attempt } from "@/lib/stories/list-attempts";

/** How an attempt ended, in one badge: the user's outcome where the app told it, else the newest message's status. */
export function attemptBadge({ state, last }: Attempt): Badge {
  if (state) return verificationBadge({ state });
  if (!last) return { tone: "none", label: "Nothing known" };
  return { tone: statusTone(last.status), label: statusNote(last.status).label };
}

/** `SMS, reported delivered`, `2 messages, the newest: Call, nothing known of its delivery`. */
export function attemptText({ messageCount, last }: Attempt): string {
  if (!last) return "no message on record";
  const channel = channelName(last.channel);
  const became =
    last.status === "unknown" ? "nothing known of its delivery" : statusNote(last.status).label.toLowerCase();
  return messageCount === 1 ? `${channel}, ${became}` : `${messageCount} messages, the newest: ${channel}, ${became}`;
}
