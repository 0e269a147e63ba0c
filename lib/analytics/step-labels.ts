import { isNearClockChange, zoneName } from "@/lib/time/time-zone";
import type { Step } from "./rate-filters";
import type { Interval } from "./rate-period";

/**
 * `15 Nov`, `15 Nov, 14:00`: one point of a chart by the clocks of `zone`. Where these are changed, `1 Nov, EDT to EST`,
 * and each hour around with its own zone.
 */
export function stepLabel({ from, to }: Interval, step: Step, zone: string): string {
  if (step !== "day") return `${dayOf(from, zone)}, ${namedClock(from, zone)}`;
  const [first, last] = [zoneName(from, zone), zoneName(to, zone)];
  return first === last ? dayOf(from, zone) : `${dayOf(from, zone)}, ${first} to ${last}`;
}

export type AxisTick = { at: number; label: string };

const MOST_TICKS = 8;

/** Days where the steps span several, else times of day; as many as can be read. */
export function timeTicks(steps: readonly Interval[], step: Step, zone: string): AxisTick[] {
  const days = steps.filter(({ from }) => step === "day" || clockOf(from, zone) === "00:00");
  const byDay = step === "day" || days.length > 2;
  const candidates = byDay ? days : steps.filter(({ from }) => clockOf(from, zone).endsWith(":00"));
  const marks = candidates.length > 0 ? candidates : steps;
  const every = Math.ceil(marks.length / MOST_TICKS);
  return marks
    .filter((_, index) => index % every === 0)
    .map(({ from }) => ({ at: from.getTime(), label: byDay ? dayOf(from, zone) : namedClock(from, zone) }));
}

function dayOf(at: Date, zone: string): string {
  return formatter(zone, { day: "numeric", month: "short" }).format(at);
}

/** `14:00`, or `01:00 EDT` where clocks are changed within a day. */
function namedClock(at: Date, zone: string): string {
  const clock = clockOf(at, zone);
  return isNearClockChange(at, zone) ? `${clock} ${zoneName(at, zone)}` : clock;
}

function clockOf(at: Date, zone: string): string {
  return formatter(zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
}

// Making a formatter costs far more than using it, and a chart has hundreds of labels.
const formatters = new Map<string, Intl.DateTimeFormat>();
function formatter(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${timeZone} ${Object.keys(options).join(" ")}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", { ...options, timeZone });
  formatters.set(key, made);
  return made;
}
