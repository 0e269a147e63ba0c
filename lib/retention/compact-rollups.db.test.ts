import { expect, it } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { newMessageSid, receipt, testConnection } from "@/e2e/support/receipts";
import { sendingApp } from "@/e2e/support/sending-app";
import { someTraffic, tellTraffic } from "@/e2e/support/traffic";
import { readPool } from "@/lib/db";
import { CALLBACK_OUTCOMES } from "@/lib/delivery/fold/callback-outcome";
import { storeBatch } from "@/lib/ingest/store-callbacks";
import { checkDrift } from "@/lib/ledger/check-drift";
import { forgetProcessWide } from "@/lib/runtime";
import { compactAgainFrom, compactRollups } from "./compact-rollups";

const DAY_MS = 86_400_000;
const NOW = new Date();
const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY_MS);
const KEYS = {
  delivery_rollups: [
    "bucket_at, connection_id, country, channel, use_case, template_key, sender_identity, is_registered, status, is_final, failure_category",
    "latency",
  ],
  carrier_rollups: ["bucket_at, connection_id, country, carrier, route, is_registered, status, is_final", null],
  verification_rollups: [
    "attribution, bucket_at, connection_id, country, channel, use_case, template_key, sender_identity, state",
    "latency",
  ],
  callback_rollups: ["bucket_at, connection_id", "lag", CALLBACK_OUTCOMES],
} as const;
const COUNT = ["count"] as const;

inOwnDatabase();

/** As another process would: each has a slot of its own. */
function inAnotherSlot(): void {
  forgetProcessWide("rollup-slot");
}

async function tell(stories: number): Promise<void> {
  const app = await sendingApp();
  for (const story of someTraffic(stories)) {
    inAnotherSlot();
    await tellTraffic({ ...story, app: 0 }, [app], NOW);
  }
}

async function readSums(): Promise<unknown> {
  const sums = Object.entries(KEYS).map(async ([table, [key, histogram, counters = COUNT]]) => {
    const times = histogram ? `, rtrim(array_to_string(sum_histograms(${histogram}), ','), ',0') AS times` : "";
    const counts = counters.map((counter) => `sum(${counter})::int AS ${counter}`).join(", ");
    const some = counters.map((counter) => `sum(${counter}) <> 0`).join(" OR ");
    const sql = `SELECT ${key}, slot < 0 AS frozen, ${counts}${times} FROM ${table}
                  GROUP BY ${key}, slot < 0 HAVING ${some} ORDER BY ${key}, slot < 0`;
    return [table, (await readPool().query(sql)).rows];
  });
  return Object.fromEntries(await Promise.all(sums));
}

/** Rows that a compaction should leave none of. */
async function countSurplus(before: Date): Promise<number> {
  const counts = Object.entries(KEYS).map(async ([table, [key, histogram, counters = COUNT]]) => {
    const zeros = counters.map((counter) => `sum(${counter}) = 0`);
    const zero = [...zeros, ...(histogram ? [`0 = ALL (sum_histograms(${histogram}))`] : [])].join(" AND ");
    const sql = `SELECT coalesce(sum(n - 1) + count(*) FILTER (WHERE empty), 0)::int AS n FROM
      (SELECT count(*) AS n, ${zero} AS empty FROM ${table} WHERE bucket_at < $1 GROUP BY ${key}, slot < 0) AS keys`;
    return (await readPool().query<{ n: number }>(sql, [before])).rows[0]?.n ?? 0;
  });
  return (await Promise.all(counts)).reduce((sum, n) => sum + n, 0);
}

it("folds slots and drops zeros of old buckets, and no sum changes", async () => {
  await tell(15);
  await readPool().query("UPDATE carrier_rollups SET slot = -1 WHERE ctid = (SELECT min(ctid) FROM carrier_rollups)");
  const before = await readSums();
  const surplus = await countSurplus(daysAgo(1.02));
  expect(surplus).toBeGreaterThan(10);
  expect(await compactRollups(NOW)).toBeGreaterThanOrEqual(surplus);
  expect(await readSums()).toEqual(before);
  expect(await countSurplus(daysAgo(1.02))).toBe(0);
  expect(await compactRollups(NOW)).toBe(0);
});

it("looks at the buckets of the last days again, and at older ones when it is told to", async () => {
  const connection = testConnection();
  const late = async (days: number) => {
    const fields = { providerMessageId: newMessageSid(), rawStatus: "sent" };
    for (const rawStatus of ["sent", "delivered"]) {
      await storeBatch([receipt(connection, { ...fields, rawStatus }, daysAgo(days))]);
    }
  };
  await late(5);
  expect(await compactRollups(NOW)).toBeGreaterThan(0);
  await late(12);
  expect(await compactRollups(NOW)).toBe(0);
  await compactAgainFrom(daysAgo(13));
  expect(await compactRollups(NOW)).toBeGreaterThan(0);
});

it("goes on beside writers, and loses no count", { timeout: 60_000 }, async () => {
  const connection = testConnection();
  const sids = Array.from({ length: 24 }, newMessageSid);
  let writing = true;
  const write = async (writer: number) => {
    for (const [step, rawStatus] of ["queued", "sent", "delivered", "undelivered"].entries()) {
      const mine = sids.filter((_, n) => n % 3 === writer);
      for (const providerMessageId of mine) {
        inAnotherSlot();
        const at = new Date(daysAgo(3).getTime() + step * 1_000);
        await storeBatch([receipt(connection, { providerMessageId, rawStatus }, at)]);
      }
    }
  };
  const compact = async () => {
    let removed = 0;
    while (writing) {
      await compactAgainFrom(daysAgo(3.2));
      removed += await compactRollups(NOW);
    }
    return removed;
  };
  const compacting = Promise.all([compact(), compact()]);
  await Promise.all([write(0), write(1), write(2)]).finally(() => {
    writing = false;
  });
  const removed = await compacting;
  expect(removed.reduce((a, b) => a + b, 0)).toBeGreaterThan(10);
  expect(await checkDrift({ connectionId: connection.id })).toMatchObject({ messages: 24, drifts: [] });
});
