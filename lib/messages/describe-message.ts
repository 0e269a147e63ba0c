import type { Badge } from "@/lib/delivery/story/story";
import { failureNote } from "@/lib/delivery/words/failure-notes";
import { NO_RECEIPT_NOTE, statusNote } from "@/lib/delivery/words/status-notes";
import { statusTone } from "@/lib/delivery/words/verdict-badges";
import { findProvider } from "@/lib/providers/registry";
import { errorMeaning } from "@/lib/stories/read-story-messages";
import type { MessageOutcome, StatusFilter } from "./filters";
import { isWithoutReceipt, type ListedMessage } from "./listed-message";

const CONFLICTING = "Conflicting receipts";

/** How a message stands, as its row shows it: in one badge, never claiming more than its reports. */
export function messageBadge(message: Pick<ListedMessage, "status" | "isFinal" | "conflicting">): Badge {
  if (message.conflicting) return { tone: "warn", label: CONFLICTING };
  if (isWithoutReceipt(message)) return { tone: "none", label: NO_RECEIPT_NOTE.label };
  return { tone: statusTone(message.status), label: statusNote(message.status).label };
}

/** `30005 · Unknown destination handset`; the empty string where there is nothing to explain. */
export function messageReason(message: ListedMessage): string {
  const { status, errorCode, failureCategory, provider, conflicting } = message;
  if (conflicting) return "One says delivered, another failed";
  if (failureCategory === null) return status === "delivered" || errorCode === null ? "" : errorCode;
  const note = errorMeaning({ provider, errorCode })?.replace(/[.\s]+$/, "") || failureNote(failureCategory).label;
  return errorCode === null ? note : `${errorCode} · ${note}`;
}

export function providerName(provider: string): string {
  return findProvider(provider)?.name ?? provider;
}

const OUTCOME_BADGES: Readonly<Record<MessageOutcome, Badge>> = {
  verified: { tone: "ok", label: "Verified" },
  not_verified: { tone: "none", label: "Not verified" },
  open: { tone: "wait", label: "Open" },
};

export function outcomeBadge(outcome: MessageOutcome): Badge {
  return OUTCOME_BADGES[outcome];
}

export function statusFilterLabel(status: StatusFilter): string {
  if (status === "no_receipt") return NO_RECEIPT_NOTE.label;
  return status === "conflicting" ? CONFLICTING : statusNote(status).label;
}
