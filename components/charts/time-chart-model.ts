export type SeriesKey = "first" | "second" | "before";

/** One point of time, with all its words; a value that does not exist is null, and the line has a gap there. */
export type TimePoint = {
  at: number;
  label: string;
  /** Where its rows are. */
  href: string;
  values: Partial<Record<SeriesKey, number | null>>;
  /** Between which bounds the true value lies. */
  bands: Partial<Record<SeriesKey, readonly [low: number, high: number] | null>>;
  isSmall: boolean;
  notes: readonly string[];
  cells: readonly string[];
  mark: string | null;
};

export type Tick = { at: number; label: string };

/** A chart over time with everything decided: what to draw is all that is left. */
export type TimeChartModel = {
  title: string;
  summary: string;
  span: { from: number; to: number };
  domain: { low: number; high: number };
  xTicks: readonly Tick[];
  yTicks: readonly Tick[];
  /** Points in here may still change. */
  maturing: { from: number; to: number } | null;
  series: readonly { key: SeriesKey; name: string }[];
  points: readonly TimePoint[];
  columns: readonly string[];
};
