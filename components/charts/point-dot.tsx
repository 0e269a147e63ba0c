import type { SeriesKey, TimePoint } from "./time-chart-model";

/** With more points than this, dots would hide the line. */
const DOTTED_UP_TO = 48;

type Props = { cx?: number; cy?: number; index?: number; series: SeriesKey; points: readonly TimePoint[] };

/** Hollow for a small sample. On a long line only points without neighbours have a dot: nothing else would show them. */
export function PointDot({ cx, cy, index = 0, series, points }: Props) {
  const valueAt = (at: number) => points[at]?.values[series] ?? null;
  if (cx === undefined || cy === undefined || valueAt(index) === null) return null;
  const isAlone = valueAt(index - 1) === null && valueAt(index + 1) === null;
  if (points.length > DOTTED_UP_TO && !isAlone) return null;
  const colour = `var(--${series})`;
  const fill = points[index]?.isSmall ? "var(--panel)" : colour;
  return <circle cx={cx} cy={cy} r={2.5} fill={fill} stroke={colour} strokeWidth={1.25} />;
}
