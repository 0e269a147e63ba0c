import type { FailureCategory, SaidBy } from "../fold/status";
import { isReceipt } from "../fold/weigh-events";
import { failureNote } from "./failure-notes";
import { speak } from "./speak";

/** A failure where it is known who said so: only its own word makes it the carrier's doing. */
export type FailureSaid = {
  label: string;
  /** Follows "Failed: …"; starts in lower case. */
  reason: string;
};

const LABELS: Readonly<Record<"network" | "other", Partial<Record<FailureCategory, string>>>> = {
  network: { carrier_filtered: "Filtered by the carrier" },
  other: { carrier_rejected: "Reported as refused by the carrier" },
};

export function failureSaid(category: FailureCategory, saidBy: SaidBy): FailureSaid {
  const known = speak("en", ({ agent }) => agent.categories[category].known, { saidBy: speaker(saidBy) });
  return {
    label: LABELS[speaker(saidBy)][category] ?? failureNote(category).label,
    reason: known.charAt(0).toLowerCase() + known.slice(1, -1),
  };
}

/** Who spoke, as the messages distinguish it. */
export function speaker(saidBy: SaidBy): "network" | "other" {
  return isReceipt({ saidBy }) ? "network" : "other";
}
