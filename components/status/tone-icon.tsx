import {
  IconAlertTriangleFilled,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleXFilled,
  IconClockFilled,
} from "@tabler/icons-react";
import type { Tone } from "@/lib/delivery/story/story";
import classes from "./tone.module.css";

const ICONS = {
  ok: IconCircleCheckFilled,
  bad: IconCircleXFilled,
  wait: IconClockFilled,
  none: IconCircleDashed,
  warn: IconAlertTriangleFilled,
} satisfies Record<Tone, unknown>;

/** A tone's shape, so that nothing rests on colour alone. A word always stands beside it. */
export function ToneIcon({ tone, size = 14 }: { tone: Tone; size?: number }) {
  const Icon = ICONS[tone];
  return <Icon size={size} aria-hidden="true" className={classes.icon} data-tone={tone} />;
}
