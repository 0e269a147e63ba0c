import type { RangeName } from "@/lib/messages/filters";
import { timeRange, type Unit, unitOf, unitStart } from "@/lib/messages/time-range";
import { DAY_MS } from "@/lib/time/local-days";
import { isMoment } from "@/lib/time/written-range";
import type { RateFilters, Step } from "./rate-filters";

export type Interval = { from: Date; to: Date };

/** The time looked at and as much before it, in whole steps by the clocks of `zone`. */
export type RatePeriod = {
  step: Step;
  zone: string;
  /** Set where it counts back from now. */
  name: RangeName | null;
  /** What was asked for: the steps hold all of it, or, where those are too many, its end. */
  asked: Interval;
  own: Interval[];
  before: Interval[];
};

const HOUR_MS = 3_600_000;
const STEP_MS: Readonly<Record<Step, number>> = { quarter: 900_000, hour: HOUR_MS, day: DAY_MS };
const COARSER: Readonly<Record<Step, Step | null>> = { quarter: "hour", hour: "day", day: null };

/** A chart with more points cannot be read; of a longer time the newest are shown. */
export const MAX_STEPS = 400;
/** With fewer messages a point says little: a coarser step then, while it leaves a course to see. */
const ENOUGH_PER_STEP = 20;
const MIN_STEPS = 7;

/** Whether it takes a look at the volume to say how fine a point may be. */
export function stepFollowsVolume(filters: RateFilters, zone: string, now: Date): boolean {
  const { asked } = span(filters, zone, now);
  return filters.step === null && !isMoment(asked) && COARSER[finest(lengthOf(asked))] !== null;
}

/** What the filters mean at `now`; `volume` is how many messages there are, where the step follows it. */
export function ratePeriod(filters: RateFilters, zone: string, now: Date, volume: number): RatePeriod {
  const { asked, name } = span(filters, zone, now);
  const lengthMs = lengthOf(asked);
  const wanted = readable(filters.step ?? automaticStep(lengthMs, volume), lengthMs);
  const step = name ? finer(wanted, unitOf(name)) : wanted;
  const newest = isMoment(asked) ? asked.to : new Date(asked.to.getTime() - 1);
  const end = unitStart(newest, step, zone, 1);
  const own = Math.min(countSteps(asked.from, end, step, zone), MAX_STEPS);
  const marks = Array.from({ length: 2 * own + 1 }, (_, n) => shift(end, n - 2 * own, step, zone));
  const steps = marks.slice(1).map((to, n) => ({ from: marks[n] ?? to, to }));
  return { step, zone, name, asked, own: steps.slice(own), before: steps.slice(0, own) };
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

/**
 * A named range ends with the unit that is running; the margin that its end has for clocks is not wanted here. Of a time
 * that is too long the newest part is wanted, which is none to come.
 */
function span(filters: RateFilters, zone: string, now: Date): { asked: Interval; name: RangeName | null } {
  const { from, to, name } = timeRange({ ...filters, tz: zone }, now);
  const endOf = (unit: Unit) => unitStart(new Date(now.getTime() - 1), unit, zone, 1);
  if (name) return { asked: { from, to: endOf(unitOf(name)) }, name };
  const isCut = lengthOf({ from, to }) > MAX_STEPS * DAY_MS;
  return { asked: { from, to: isCut && endOf("day") < to ? endOf("day") : to }, name };
}

function lengthOf({ from, to }: Interval): number {
  return to.getTime() - from.getTime();
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

/** A range of hours has no whole days. */
function finer(a: Step, b: Step): Step {
  return STEP_MS[a] < STEP_MS[b] ? a : b;
}

function countSteps(from: Date, end: Date, step: Step, zone: string): number {
  const first = unitStart(from, step, zone);
  return Math.max(1, Math.round((end.getTime() - first.getTime()) / STEP_MS[step]));
}

/** Days are calendar days, of 23 or 25 hours where clocks change. */
function shift(start: Date, steps: number, step: Step, zone: string): Date {
  return step === "day" ? unitStart(start, step, zone, steps) : new Date(start.getTime() + steps * STEP_MS[step]);
}
