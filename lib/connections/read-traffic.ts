import { z } from "zod";
import { readPool } from "@/lib/db";
import { CALLBACK_OUTCOMES, type CallbackOutcomeName, NOT_TAKEN } from "@/lib/delivery/fold/callback-outcome";

export type Traffic = {
  counts: Record<CallbackOutcomeName, number>;
  /** Start of the newest quarter of an hour in which a callback was taken; null after 30 days without one. */
  lastTakenIn: Date | null;
};

const DAY_MS = 86_400_000;
const LOOKED_BACK_MS = 30 * DAY_MS;
const Counts = z.object({
  connectionId: z.string(),
  counts: z.record(z.enum(CALLBACK_OUTCOMES), z.number()),
  lastTakenIn: z.date().nullable(),
});
const Newest = z.object({ connectionId: z.string(), bucketAt: z.date() });

/** How the callbacks of each connection ended, by its id: counts of the last 24 hours, in whole quarters of an hour. */
export async function readTraffic(now: Date): Promise<(connectionId: string) => Traffic> {
  const counted = await readCounts(now);
  const taken = counted.filter(({ lastTakenIn }) => lastTakenIn !== null);
  const newest = await readNewest(
    now,
    taken.map(({ connectionId }) => connectionId),
  );
  return (connectionId) => {
    const own = counted.find((row) => row.connectionId === connectionId);
    const older = newest.find((row) => row.connectionId === connectionId)?.bucketAt;
    return { counts: own?.counts ?? NONE, lastTakenIn: own?.lastTakenIn ?? older ?? null };
  };
}

const NONE = Object.fromEntries(CALLBACK_OUTCOMES.map((outcome) => [outcome, 0])) as Traffic["counts"];
const SUMS = CALLBACK_OUTCOMES.map((outcome) => `'${outcome}', sum(${outcome})`).join(", ");
const TAKEN = CALLBACK_OUTCOMES.filter((outcome) => !NOT_TAKEN.some((one) => one === outcome)).join(" + ");

async function readCounts(now: Date) {
  const { rows } = await readPool().query(
    `SELECT connection_id AS "connectionId", json_build_object(${SUMS}) AS counts,
            max(bucket_at) FILTER (WHERE ${TAKEN} > 0) AS "lastTakenIn"
       FROM callback_rollups WHERE bucket_at > $1 AND bucket_at <= $2 GROUP BY connection_id`,
    [new Date(now.getTime() - DAY_MS), now],
  );
  return Counts.array().parse(rows);
}

/** Of the connections that are not `known`: those that nothing came to for a day. */
async function readNewest(now: Date, known: readonly string[]) {
  const { rows } = await readPool().query(
    `SELECT c.id AS "connectionId", newest.bucket_at AS "bucketAt"
       FROM provider_connections c
      CROSS JOIN LATERAL (
        SELECT bucket_at FROM callback_rollups
         WHERE connection_id = c.id AND ${TAKEN} > 0 AND bucket_at > $1 AND bucket_at <= $2
         ORDER BY bucket_at DESC LIMIT 1) AS newest
      WHERE c.id <> ALL ($3::uuid[])`,
    [new Date(now.getTime() - LOOKED_BACK_MS), now, known],
  );
  return Newest.array().parse(rows);
}
