import { formatDuration } from "../story/duration";
import type { TimelineMark } from "../story/timeline";

/** The few words of a mark. */
export function markLabel(mark: TimelineMark): string {
  switch (mark.kind) {
    case "late":
      return "late";
    case "duplicate":
      return `duplicate ×${mark.times}`;
    case "ignored":
      return "ignored for the summary";
    case "polled":
      return "from polling";
    case "remapped":
      return "re-mapped";
    case "differs":
      return "differs";
    case "conflicting":
      return "conflicting";
    case "attempt":
      return "one attempt, not final";
    case "inferred":
      return "by our clock";
  }
}

/** What a mark means, for whoever points at it. */
export function markMeaning(mark: TimelineMark): string {
  switch (mark.kind) {
    case "late":
      return "Reached us after a report that is further along, or after the deadline.";
    case "duplicate":
      return `The same report reached us ${mark.times} times; it counts once.`;
    case "ignored":
      return "Changed nothing in the message's state when it came.";
    case "polled":
      return "We asked the provider; no callback brought it.";
    case "remapped":
      return "An admin's mapping decides what this raw status means.";
    case "differs":
      return "Came again under the same id with another body; both bodies are kept.";
    case "conflicting":
      return "Another final report says the opposite.";
    case "attempt":
      return "One attempt failed; the provider goes on trying.";
    case "inferred":
      return "No report: the deadline for receipts passed.";
  }
}

/** `callback +0.6 s`; null where the provider gives no time, or within its clock's whole second. */
export function lagLabel(lagMs: number | null): string | null {
  if (lagMs === null) return null;
  return lagMs < 0 ? `provider's clock ahead by ${formatDuration(-lagMs)}` : `callback +${formatDuration(lagMs)}`;
}
