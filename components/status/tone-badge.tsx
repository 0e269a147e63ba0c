import type { Tone } from "@/lib/delivery/story/story";
import classes from "./tone.module.css";
import { ToneIcon } from "./tone-icon";

/** A state in one icon and one or two words. */
export function ToneBadge({ tone, label }: { tone: Tone; label: string }) {
  return (
    <span className={classes.badge} data-tone={tone}>
      <ToneIcon tone={tone} size={13} />
      {label}
    </span>
  );
}
