import { readPool } from "@/lib/db";
import { firstIdAt } from "@/lib/ids";
import { processWide } from "@/lib/runtime";

const FRESH_MS = 60_000;
const RECENT_DAYS = 7;
/** Newest messages of the connection that are looked at: a rare country must not cost a scan of all. */
const LOOKED_AT = 2_000;
/** Receipts that the answer rests on, at most: a frequent country has them after a few hundred messages. */
const SAMPLE = 200;
const ENOUGH = 20;
const MAX_CACHED = 2_000;

type Known = { ms: Promise<number | null>; readAt: number };

/**
 * What 95 of 100 final receipts took lately for this connection and country; null where too few are known to say.
 * Kept for a minute; who asks meanwhile shares the answer under way.
 */
export function usualReceiptMs(connectionId: string, country: string | null, now: Date): Promise<number | null> {
  const cache = processWide("usual-receipts", () => new Map<string, Known>());
  const key = `${connectionId}:${country ?? ""}`;
  const known = cache.get(key);
  if (known && Math.abs(now.getTime() - known.readAt) < FRESH_MS) return known.ms;
  if (cache.size >= MAX_CACHED) cache.clear();
  const fresh = { ms: readUsualMs(connectionId, country, now), readAt: now.getTime() };
  cache.set(key, fresh);
  fresh.ms.catch(() => cache.get(key) === fresh && cache.delete(key));
  return fresh.ms;
}

async function readUsualMs(connectionId: string, country: string | null, now: Date): Promise<number | null> {
  const since = new Date(now.getTime() - RECENT_DAYS * 86_400_000);
  const { rows } = await readPool().query<{ count: string; p95: number | null }>({
    name: "usual-receipt",
    text: USUAL,
    values: [connectionId, country, firstIdAt(since), firstIdAt(now), LOOKED_AT, SAMPLE],
  });
  const [row] = rows;
  return row && Number(row.count) >= ENOUGH && row.p95 !== null ? Math.round(row.p95) : null;
}

const USUAL = `
  SELECT count(*) AS count,
         percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM delivered_at - sent_at)::float8 * 1000) AS p95
    FROM (SELECT sent_at, delivered_at
            FROM (SELECT destination_country, status, sent_at, delivered_at FROM messages
                   WHERE connection_id = $1 AND id BETWEEN $3 AND $4 ORDER BY id DESC LIMIT $5) AS recent
           WHERE destination_country IS NOT DISTINCT FROM $2 AND status = 'delivered' AND delivered_at >= sent_at
           LIMIT $6) AS told`;
