import type { RangeName } from "@/lib/messages/filters";
import { timeRange } from "@/lib/messages/time-range";
import { zoneOffsetMs } from "@/lib/time/zoned-instant";
import { DAY_MS, localDay, startOfLocalDay } from "./local-days";
import type { RateFilters, Step } from "./rate-filters";

export type Interval = { from: Date; to: Date };

/** The time looked at and as much before it, in whole steps by the clocks of `zone`. */
export type RatePeriod = {
  step: Step;
  zone: string;
  /** Set where it counts back from now. */
  name: RangeName | null;
  own: Interval[];
  before: Interval[];
};

const QUARTER_MS = 900_000;
const HOUR_MS = 3_600_000;
const STEP_MS: Readonly<Record<Step, number>> = { quarter: QUARTER_MS, hour: HOUR_MS, day: DAY_MS };
const COARSER: Readonly<Record<Step, Step | null>> = { quarter: "hour", hour: "day", day: null };

/** A chart with more points cannot be read; of a longer time the newest are shown. */
const MAX_STEPS = 400;
/** With fewer messages a point says little: a coarser step then, while it leaves a course to see. */
const ENOUGH_PER_STEP = 20;
const MIN_STEPS = 7;

/** Whether it takes a look at the volume to say how fine a point may be. */
export function stepFollowsVolume(filters: RateFilters, zone: string, now: Date): boolean {
  const { from, until } = span(filters, zone, now);
  return filters.step === null && COARSER[finest(until.getTime() - from.getTime())] !== null;
}

/** What the filters mean at `now`; `volume` is how many messages there are, where the step follows it. */
export function ratePeriod(filters: RateFilters, zone: string, now: Date, volume: number): RatePeriod {
  const { from, until, name } = span(filters, zone, now);
  const lengthMs = until.getTime() - from.getTime();
  const step = readable(filters.step ?? automaticStep(lengthMs, volume), lengthMs);
  const end = stepAfter(name ? until : new Date(until.getTime() - 1), step, zone);
  const count = name ? Math.max(1, Math.round(lengthMs / STEP_MS[step])) : countSteps(from, end, step, zone);
  const own = Math.min(count, MAX_STEPS);
  const marks = Array.from({ length: 2 * own + 1 }, (_, n) => shift(end, n - 2 * own, step, zone));
  const steps = marks.slice(1).map((to, n) => ({ from: marks[n] ?? to, to }));
  return { step, zone, name, own: steps.slice(own), before: steps.slice(0, own) };
}

/** From the first to the last of some steps. */
export function wholeOf(steps: readonly Interval[]): Interval {
  const [first, last] = [steps[0], steps.at(-1)];
  if (!first || !last) throw new Error("A period has a step at least.");
  return { from: first.from, to: last.to };
}

/** Where every step begins, with the period before, and where the last ends: what SQL sorts quarters by. */
export function boundaries({ own, before }: RatePeriod): Date[] {
  return [...before.map(({ from }) => from), ...own.map(({ from }) => from), wholeOf(own).to];
}

/** A named range ends with the step that is running; the margin that its end has for clocks is not wanted here. */
function span(filters: RateFilters, zone: string, now: Date): { from: Date; until: Date; name: RangeName | null } {
  const { from, to, name } = timeRange({ ...filters, tz: zone }, now);
  return { from, until: name ? now : to, name };
}

function finest(lengthMs: number): Step {
  return lengthMs <= 6 * HOUR_MS ? "quarter" : lengthMs <= 8 * DAY_MS ? "hour" : "day";
}

function automaticStep(lengthMs: number, volume: number): Step {
  let step = finest(lengthMs);
  for (;;) {
    const coarser = COARSER[step];
    const isThin = volume / (lengthMs / STEP_MS[step]) < ENOUGH_PER_STEP;
    if (!coarser || !isThin || Math.round(lengthMs / STEP_MS[coarser]) < MIN_STEPS) return step;
    step = coarser;
  }
}

function readable(step: Step, lengthMs: number): Step {
  const coarser = COARSER[step];
  return coarser && lengthMs / STEP_MS[step] > MAX_STEPS ? readable(coarser, lengthMs) : step;
}

function stepAfter(at: Date, step: Step, zone: string): Date {
  return shift(stepStart(at, step, zone), 1, step, zone);
}

function stepStart(at: Date, step: Step, zone: string): Date {
  if (step === "day") return startOfLocalDay(localDay(at, zone), zone);
  const offset = step === "hour" ? zoneOffsetMs(at, zone) : 0;
  return new Date(Math.floor((at.getTime() + offset) / STEP_MS[step]) * STEP_MS[step] - offset);
}

function countSteps(from: Date, end: Date, step: Step, zone: string): number {
  const first = stepStart(from, step, zone);
  return Math.max(1, Math.round((end.getTime() - first.getTime()) / STEP_MS[step]));
}

/** Days are calendar days, of 23 or 25 hours where clocks change. */
function shift(start: Date, steps: number, step: Step, zone: string): Date {
  if (step !== "day") return new Date(start.getTime() + steps * STEP_MS[step]);
  return startOfLocalDay(localDay(start, zone) + steps * DAY_MS, zone);
}
