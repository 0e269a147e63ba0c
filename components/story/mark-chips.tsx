import { markLabel, markMeaning } from "@/lib/delivery/mark-label";
import type { TimelineMark } from "@/lib/delivery/timeline";
import classes from "./mark-chips.module.css";

/** What is special about an event: late, duplicate ×2, ignored for the summary… */
export function MarkChips({ marks }: { marks: readonly TimelineMark[] }) {
  if (marks.length === 0) return null;
  return (
    <span className={classes.marks}>
      {marks.map((mark) => (
        <span key={mark.kind} className={classes.mark} data-attention={isAttention(mark) || undefined} title={markMeaning(mark)}>
          {markLabel(mark)}
        </span>
      ))}
    </span>
  );
}

function isAttention({ kind }: TimelineMark): boolean {
  switch (kind) {
    case "late":
    case "differs":
    case "conflicting":
      return true;
    case "duplicate":
    case "ignored":
    case "polled":
    case "remapped":
    case "attempt":
    case "inferred":
      return false;
  }
}
