import { markLabel, markMeaning } from "@/lib/delivery/lanes/mark-label";
import type { TimelineMark } from "@/lib/delivery/story/timeline";
import classes from "./mark-chips.module.css";

/** What should make a reader look twice; the others only explain. */
const ATTENTION = new Set((["late", "differs", "conflicting"] as const).map((kind) => markLabel({ kind })));

/** What is special about an event, in a few words each: late, duplicate ×2, ignored for the summary… */
export function MarkChips({ labels }: { labels: readonly string[] }) {
  if (labels.length === 0) return null;
  return (
    <span className={classes.marks}>
      {labels.map((label) => (
        <span key={label} className={classes.mark} data-attention={ATTENTION.has(label) || undefined}>
          {label}
        </span>
      ))}
    </span>
  );
}

/** The same with what each one means, in full sentences. */
export function ExplainedMarks({ marks }: { marks: readonly TimelineMark[] }) {
  return marks.map((mark) => (
    <p key={mark.kind} className={classes.explained}>
      <span className={classes.mark} data-attention={ATTENTION.has(markLabel(mark)) || undefined}>
        {markLabel(mark)}
      </span>{" "}
      {markMeaning(mark)}
    </p>
  ));
}
