import type { Decision } from "../decision/decide";
import type { Situation } from "../decision/situation";
import { type DeliveryStatus, FAILURE_STATUSES } from "../fold/status";
import type { VerificationState } from "../fold/verification-event";
import type { Badge, StoryMessage, StoryVerification, Tone } from "../story/story";
import { NO_RECEIPT_NOTE, statusNote } from "./status-notes";

/** The states behind a verdict, each with its own tone: the attempt, the message that counts, what is remarkable. */
export function verdictBadges({ situation: found, story, plan, isOfSeveralPeople }: Decision): Badge[] {
  const { verification, messages } = story;
  const message = ("message" in found ? found.message : null) ?? messages.at(-1) ?? null;
  return [
    ...(verification ? [verificationBadge(verification)] : []),
    ...(message ? [messageBadge(message, found)] : []),
    ...(found.kind === "waiting" && found.pace === "slow" ? [warning("Slower than usual")] : []),
    ...(message?.conflicting ? [warning("Conflicting receipts")] : []),
    ...(message?.partial ? [warning("Delivered in part")] : []),
    ...(isOfSeveralPeople ? [warning("Recipients differ")] : []),
    ...(message?.origin === "callback" ? [warning("Not registered")] : []),
    ...(plan.kind === "secure_account" ? [warning("Secure the account")] : []),
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

function messageBadge({ status, decidedBy }: StoryMessage, { kind }: Situation): Badge {
  if (kind === "no_receipt" || kind === "no_receipts_here") return { tone: "none", label: NO_RECEIPT_NOTE.label };
  if (decidedBy === null) return { tone: "wait", label: "Nothing reported yet" };
  return { tone: statusTone(status), label: statusNote(status).label };
}

function warning(label: string): Badge {
  return { tone: "warn", label };
}
