import { readPool } from "@/lib/db";
import { ATTRIBUTIONS } from "@/lib/delivery/counts/verification-contribution";
import { DAY_MS } from "@/lib/time/local-days";
import type { Interval } from "../rate-period";
import { closedSpans } from "./closed-spans";
import { isSame, readSpans } from "./find-sums";
import { forgetParts, forgetZones } from "./forget-sums";
import { sumSpan } from "./sum-span";

/** Readers look at what is newer; a longer past is read from the rollups. */
const SUMMED_BACK_MS = 400 * DAY_MS;
const ZONES_AT_MOST = 8;
const ZONE_WANTED_MS = 30 * DAY_MS;

type Options = {
  now: Date;
  /** The time at which it stops, with whole spans done. */
  until?: Date;
  onProgress?(done: number, total: number): void;
};

/**
 * Sums, newest first, the days and parts of days that have ended and are not summed, or have changed since, for each
 * zone that somebody read by of late. Any number may run at once. Returns how many spans it summed.
 */
export async function sumDays({ now, until, onProgress }: Options): Promise<number> {
  await forgetZones(now);
  await forgetParts();
  const due = await findDue(now);
  let summed = 0;
  for (const [index, { zone, span }] of due.entries()) {
    if (until && new Date() >= until) break;
    if (await sumSpan(zone, span)) summed += 1;
    onProgress?.(index + 1, due.length);
  }
  return summed;
}

async function findDue(now: Date): Promise<{ zone: string; span: Interval }[]> {
  const due: { zone: string; span: Interval }[] = [];
  for (const zone of await listWantedZones(now)) {
    const spans = await listCountedSpans(zone, now);
    const done = (await readSpans(spans, zone)).filter(({ isTrue }) => isTrue);
    due.push(...spans.filter((span) => !done.some((one) => isSame(one, span))).map((span) => ({ zone, span })));
  }
  return due.sort((a, b) => b.span.from.getTime() - a.span.from.getTime());
}

async function listCountedSpans(zone: string, now: Date): Promise<Interval[]> {
  const { rows } = await readPool().query<{ at: Date | null }>(OLDEST, [zone]);
  const oldest = rows[0]?.at;
  if (!oldest) return [];
  return closedSpans(new Date(now.getTime() - SUMMED_BACK_MS), zone, now).filter(({ to }) => to > oldest);
}

/** Of what is counted, and of what was: a sum of rollups that are gone becomes one of nothing. */
const OLDEST = `SELECT least((SELECT min(bucket_at) FROM delivery_rollups),
  (SELECT min(starts_at) FROM summed_spans WHERE zone = $1),
  ${ATTRIBUTIONS.map(
    (attribution) => `(SELECT min(bucket_at) FROM verification_rollups WHERE attribution = '${attribution}')`,
  ).join(", ")}) AS at`;

async function listWantedZones(now: Date): Promise<string[]> {
  const { rows } = await readPool().query<{ zone: string }>(
    `SELECT zone FROM report_zones WHERE last_used_at > $1 ORDER BY last_used_at DESC, zone LIMIT ${ZONES_AT_MOST}`,
    [new Date(now.getTime() - ZONE_WANTED_MS)],
  );
  return rows.map(({ zone }) => zone);
}
