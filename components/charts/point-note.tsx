import classes from "./time-chart.module.css";
import type { TimePoint } from "./time-chart-model";

/** What is known of the point under the pointer. */
export function PointNote({ point: { label, notes } }: { point: TimePoint }) {
  return (
    <div className={classes.note}>
      <b>{label}</b>
      {notes.map((note) => (
        <span key={note}>{note}</span>
      ))}
      <small>Click or Enter: its messages</small>
    </div>
  );
}
