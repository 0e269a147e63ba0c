import { readPool } from "@/lib/db";
import { bucketOf } from "@/lib/delivery/counts/contribution";
import { type Histogram, percentile } from "@/lib/delivery/counts/latency-histogram";
import { processWide } from "@/lib/runtime";

const FRESH_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Looked back over one after the other, until there is a sample: the latest receipts say most. */
const WINDOWS_MS = [2 * HOUR_MS, 24 * HOUR_MS, 7 * 24 * HOUR_MS];
const SAMPLE = 200;
const ENOUGH = 20;
const MAX_CACHED = 2_000;

type Known = { ms: Promise<number | null>; readAt: number };

/**
 * What 95 of 100 receipts took lately for this connection and country, as the rollups count it (see `percentile`);
 * null where too few are known to say. Kept for a minute; who asks meanwhile shares the answer under way.
 */
export function usualReceiptMs(connectionId: string, country: string | null, now: Date): Promise<number | null> {
  const cache = processWide("usual-receipts", () => new Map<string, Known>());
  const key = `${connectionId}:${country ?? ""}`;
  const known = cache.get(key);
  if (known && Math.abs(now.getTime() - known.readAt) < FRESH_MS) return known.ms;
  if (cache.size >= MAX_CACHED) cache.clear();
  const fresh = { ms: readUsualMs(connectionId, country ?? "", now), readAt: now.getTime() };
  cache.set(key, fresh);
  fresh.ms.catch(() => cache.get(key) === fresh && cache.delete(key));
  return fresh.ms;
}

async function readUsualMs(connectionId: string, country: string, now: Date): Promise<number | null> {
  let receipts: Histogram = [];
  for (const windowMs of WINDOWS_MS) {
    receipts = await readReceipts(connectionId, country, new Date(now.getTime() - windowMs), now);
    if (countOf(receipts) >= SAMPLE) break;
  }
  return countOf(receipts) >= ENOUGH ? percentile(receipts, 0.95) : null;
}

function countOf(histogram: Histogram): number {
  return histogram.reduce((sum, count) => sum + count, 0);
}

async function readReceipts(connectionId: string, country: string, from: Date, to: Date): Promise<Histogram> {
  const { rows } = await readPool().query<{ position: number; n: number }>({
    name: "usual-receipt",
    text: RECEIPTS,
    values: [connectionId, country, bucketOf(from), bucketOf(to)],
  });
  const histogram: number[] = Array.from({ length: Math.max(0, ...rows.map(({ position }) => position)) }, () => 0);
  for (const { position, n } of rows) histogram[position - 1] = n;
  return histogram;
}

const RECEIPTS = `
  SELECT position::int AS position, sum(n)::float8 AS n
    FROM delivery_rollups CROSS JOIN LATERAL unnest(latency) WITH ORDINALITY AS histogram (n, position)
   WHERE bucket_at BETWEEN $3 AND $4 AND connection_id = $1 AND country = $2 AND status = 'delivered'
   GROUP BY position`;
