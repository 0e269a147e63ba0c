import { type DeliveryStatus, FAILURE_STATUSES } from "../fold/status";
import type { VerificationState } from "../fold/verification-event";
import type { Situation } from "../story/situation";
import type { Badge, Story, StoryMessage, StoryVerification, Tone } from "../story/story";
import { NO_RECEIPT_NOTE, statusNote } from "./status-notes";

/** The states behind a verdict, each with its own tone: the attempt, the message that counts, what is remarkable. */
export function verdictBadges(found: Situation, { verification, messages }: Story): Badge[] {
  const message = ("message" in found ? found.message : null) ?? messages.at(-1) ?? null;
  return [
    ...(verification ? [verificationBadge(verification)] : []),
    ...(message ? [messageBadge(message, found)] : []),
    ...(found.kind === "waiting" && found.isSlow ? [warning("Slower than usual")] : []),
    ...(message?.conflicting ? [warning("Conflicting receipts")] : []),
    ...(message?.partial ? [warning("Delivered in part")] : []),
    ...(isOfSeveralPeople({ verification, messages }) ? [warning("Recipients differ")] : []),
    ...(message?.origin === "callback" ? [warning("Not registered")] : []),
  ];
}

/** The colour of a delivery status. */
export function statusTone(status: DeliveryStatus): Tone {
  if (status === "delivered") return "ok";
  if (status === "unknown") return "none";
  return FAILURE_STATUSES.has(status) ? "bad" : "wait";
}

const STATES: Readonly<Record<VerificationState, Badge>> = {
  requested: { tone: "wait", label: "Open" },
  checking: { tone: "wait", label: "Wrong code so far" },
  abandoned: { tone: "none", label: "Abandoned" },
  expired: { tone: "none", label: "Code expired" },
  failed: { tone: "bad", label: "Not verified" },
  blocked: { tone: "bad", label: "Blocked" },
  verified: { tone: "ok", label: "Verified" },
};

export function verificationBadge({ state }: Pick<StoryVerification, "state">): Badge {
  return STATES[state];
}

function messageBadge({ status }: StoryMessage, { kind }: Situation): Badge {
  if (kind === "no_receipt" || kind === "no_receipts_here") return { tone: "none", label: NO_RECEIPT_NOTE.label };
  return { tone: statusTone(status), label: statusNote(status).label };
}

/** Whether its evidence names more than one recipient or user. */
export function isOfSeveralPeople({ verification, messages }: Pick<Story, "verification" | "messages">): boolean {
  return verification?.recipientsDiffer === true || messages.some(({ recipientsDiffer }) => recipientsDiffer);
}

function warning(label: string): Badge {
  return { tone: "warn", label };
}
