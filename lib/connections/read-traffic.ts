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

const NOT_TAKEN: ReadonlySet<string> = new Set(["refused", "unavailable"]);

export type Traffic = {
  counts: Record<CallbackOutcomeName, number>;
  /** Start of the newest quarter of an hour in which a callback was taken; null after 30 days without one. */
  lastTakenIn: Date | null;
};

const DAY_MS = 86_400_000;
const LOOKED_BACK_MS = 30 * DAY_MS;
const Count = z.object({
  connectionId: z.string(),
  outcome: z.string(),
  count: z.coerce.number(),
  lastIn: z.date(),
});

/** How the callbacks of each connection ended, by its id: counts of the last 24 hours, in whole quarters of an hour. */
export async function readTraffic(now: Date): Promise<(connectionId: string) => Traffic> {
  const oldest = new Date(now.getTime() - LOOKED_BACK_MS);
  const since = new Date(now.getTime() - DAY_MS);
  const rows = Count.array().parse(
    await db().$queryRaw`
      SELECT connection_id AS "connectionId", outcome, max(bucket_at) AS "lastIn",
             coalesce(sum(count) FILTER (WHERE bucket_at > ${since}), 0)::text AS count
        FROM callback_rollups WHERE bucket_at > ${oldest}
       GROUP BY connection_id, outcome`,
  );
  return (connectionId) => {
    const own = rows.filter((row) => row.connectionId === connectionId);
    const taken = own.filter(({ outcome }) => !NOT_TAKEN.has(outcome)).map(({ lastIn }) => lastIn.getTime());
    return {
      counts: Object.fromEntries(
        CALLBACK_OUTCOMES.map((name) => [name, own.find(({ outcome }) => outcome === name)?.count ?? 0]),
      ) as Traffic["counts"],
      lastTakenIn: taken.length === 0 ? null : new Date(Math.max(...taken)),
    };
  };
}
