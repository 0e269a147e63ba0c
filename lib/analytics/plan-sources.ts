import { findSums } from "./day-sums/find-sums";
import { noteZone, zoneOfSums } from "./day-sums/note-zone";
import { type Interval, type RatePeriod, wholeOf } from "./rate-period";

/** Where the counts of some steps are read from: sums of days or parts of them in a zone, and quarters for the rest. */
export type CountSource = { zone: string; sums: Interval[]; spans: Interval[] };

/** For the period alone and with the one before. Steps of a day are read from its sums, where those are true now. */
export async function planSources({
  step,
  zone,
  own,
  before,
}: RatePeriod): Promise<{ own: CountSource; both: CountSource }> {
  const both = [...before, ...own];
  if (step !== "day") return { own: sourceOf(own), both: sourceOf(both) };
  await noteZone(zone);
  const summed = { zone: zoneOfSums(zone) ?? zone, sums: await findSums(both, zone) };
  return { own: sourceOf(own, summed), both: sourceOf(both, summed) };
}

/** Steps follow on each other; sums are in order, and each lies within one step. */
export function sourceOf(
  steps: readonly Interval[],
  summed: { zone: string; sums: readonly Interval[] } = { zone: "UTC", sums: [] },
): CountSource {
  const { from, to } = wholeOf(steps);
  const sums = summed.sums.filter((sum) => sum.from >= from && sum.to <= to);
  const spans: Interval[] = [];
  let reached = from;
  for (const next of [...sums, { from: to, to }]) {
    if (reached < next.from) spans.push({ from: reached, to: next.from });
    reached = next.to;
  }
  return { zone: summed.zone, sums, spans };
}
