import type { Tone } from "@/lib/delivery/story";
import { ToneIcon } from "./tone-icon";
import classes from "./tone.module.css";

/** A state in one icon and one or two words. */
export function ToneBadge({ tone, label }: { tone: Tone; label: string }) {
  return (
    <span className={classes.badge} data-tone={tone}>
      <ToneIcon tone={tone} size={13} />
      {label}
    </span>
  );
}
