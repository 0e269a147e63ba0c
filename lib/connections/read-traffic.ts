import { z } from "zod";
import { db } from "@/lib/db";

export const CALLBACK_OUTCOMES = [
  "stored",
  "duplicate",
  "differing",
  "unknown_status",
  "unreadable",
  "after_retention",
  "refused",
  "unavailable",
] as const;
export type CallbackOutcomeName = (typeof CALLBACK_OUTCOMES)[number];

const NOT_TAKEN: readonly CallbackOutcomeName[] = ["refused", "unavailable"];

export type Traffic = {
  counts: Record<CallbackOutcomeName, number>;
  /** Start of the newest quarter of an hour in which a callback was taken; null after 30 days without one. */
  lastTakenIn: Date | null;
};

const DAY_MS = 86_400_000;
const LOOKED_BACK_MS = 30 * DAY_MS;
const Count = z.object({ connectionId: z.string(), outcome: z.string(), count: z.coerce.number() });
const Newest = z.object({ connectionId: z.string(), bucketAt: z.date() });

/** How the callbacks of each connection ended, by its id: counts of the last 24 hours, in whole quarters of an hour. */
export async function readTraffic(now: Date): Promise<(connectionId: string) => Traffic> {
  const [counts, newest] = await Promise.all([readCounts(now), readNewest(now)]);
  return (connectionId) => {
    const own = counts.filter((row) => row.connectionId === connectionId);
    return {
      counts: Object.fromEntries(
        CALLBACK_OUTCOMES.map((name) => [name, own.find(({ outcome }) => outcome === name)?.count ?? 0]),
      ) as Traffic["counts"],
      lastTakenIn: newest.find((row) => row.connectionId === connectionId)?.bucketAt ?? null,
    };
  };
}

async function readCounts(now: Date) {
  const since = new Date(now.getTime() - DAY_MS);
  return Count.array().parse(
    await db().$queryRaw`
      SELECT connection_id AS "connectionId", outcome, sum(count)::text AS count
        FROM callback_rollups WHERE bucket_at > ${since} AND bucket_at <= ${now} GROUP BY connection_id, outcome`,
  );
}

/** One step back in the index for a connection that callbacks come to, whatever its past. */
async function readNewest(now: Date) {
  const oldest = new Date(now.getTime() - LOOKED_BACK_MS);
  return Newest.array().parse(
    await db().$queryRaw`
      SELECT c.id AS "connectionId", newest.bucket_at AS "bucketAt"
        FROM provider_connections c
       CROSS JOIN LATERAL (
         SELECT bucket_at FROM callback_rollups
          WHERE connection_id = c.id AND outcome <> ALL (${[...NOT_TAKEN]})
            AND bucket_at > ${oldest} AND bucket_at <= ${now}
          ORDER BY bucket_at DESC LIMIT 1) AS newest`,
  );
}
