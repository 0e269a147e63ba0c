import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterAll, expect, it } from "vitest";
import { closeDb, db, readPool } from "@/lib/db";
import { bucketOf } from "@/lib/delivery/counts/contribution";
import { addConnection } from "./add-connection";
import { readTraffic } from "./read-traffic";

const MIGRATION = "prisma/migrations/20261126120000_callback_outcomes/migration.sql";
const NOW = new Date();
const hoursAgo = (hours: number) => bucketOf(new Date(NOW.getTime() - hours * 3_600_000));

afterAll(closeDb);

async function mintConnection(): Promise<string> {
  const secrets = { secret: "read-traffic" };
  return (
    await addConnection({ provider: "generic-hmac", label: `Traffic ${crypto.randomUUID()}`, secrets }, () => NOW)
  ).id;
}

it("sums a day over all slots, and tells when a callback was last taken, however long ago", async () => {
  const [busy, idle, refusing, untouched, long] = await Promise.all(Array.from({ length: 5 }, mintConnection));
  const row = (connectionId: string | undefined, hours: number, counts: object, slot = 0) => ({
    ...{ connectionId: connectionId ?? "", bucketAt: hoursAgo(hours), slot },
    ...counts,
  });
  await db().callbackRollup.createMany({
    data: [
      row(busy, 2, { stored: 3, duplicate: 1 }),
      row(busy, 2, { stored: 4, afterRetention: 1 }, 1),
      row(busy, 1, { refused: 2, unavailable: 1 }),
      row(busy, 30, { stored: 100 }),
      row(idle, 50, { duplicate: 1 }),
      row(idle, 70, { stored: 1 }),
      row(refusing, 1, { refused: 5 }),
      row(refusing, 40, { unreadable: 1 }),
      row(long, 31 * 24, { stored: 1 }),
    ],
  });
  const trafficOf = await readTraffic(NOW);
  const told = [busy, idle, refusing, untouched, long].map((id) => {
    const { counts, lastTakenIn } = trafficOf(id ?? "");
    return { counts: Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0)), lastTakenIn };
  });
  expect(told).toEqual([
    {
      counts: { stored: 7, duplicate: 1, after_retention: 1, refused: 2, unavailable: 1 },
      lastTakenIn: hoursAgo(2),
    },
    { counts: {}, lastTakenIn: hoursAgo(50) },
    { counts: { refused: 5 }, lastTakenIn: hoursAgo(40) },
    { counts: {}, lastTakenIn: null },
    { counts: {}, lastTakenIn: null },
  ]);
});

it("reads what was counted in a row for each way to end", async () => {
  const [one, other] = [randomUUID(), randomUUID()].sort();
  const client = await readPool().connect();
  try {
    await client.query(BEFORE);
    await client.query(INSERT, [one, other]);
    await client.query(`BEGIN; ${readFileSync(MIGRATION, "utf8")} COMMIT`);
    const { rows } = await client.query(
      `SELECT connection_id, slot, stored::int, duplicate::int, refused::int, unavailable::int, lag::int[]
         FROM pg_temp.callback_rollups ORDER BY bucket_at, connection_id, slot`,
    );
    const none = { stored: 0, duplicate: 0, refused: 0, unavailable: 0, lag: [] };
    expect(rows).toEqual([
      { ...none, connection_id: one, slot: -1, stored: 7, lag: [7] },
      { ...none, connection_id: one, slot: 0, stored: 3, duplicate: 2, refused: 4, lag: [1, 3, 1] },
      { ...none, connection_id: one, slot: 1, duplicate: 5 },
      { ...none, connection_id: other, slot: 0, unavailable: 6 },
    ]);
    const { rows: keys } = await client.query(
      "SELECT pg_get_constraintdef(oid) AS key FROM pg_constraint WHERE conrelid = 'pg_temp.callback_rollups'::regclass AND contype = 'p'",
    );
    expect(keys).toEqual([{ key: "PRIMARY KEY (bucket_at, connection_id, slot)" }]);
  } finally {
    client.release(true);
  }
});

/** Temporary tables stand before those of the product, also for what the migration makes. */
const BEFORE = `
  SET search_path = pg_temp, public;
  CREATE TEMP TABLE callback_rollups (bucket_at timestamptz(3), connection_id uuid, outcome text, slot smallint,
    count bigint, lag bigint[] NOT NULL DEFAULT '{}', PRIMARY KEY (bucket_at, connection_id, outcome, slot))`;
const INSERT = `
  INSERT INTO callback_rollups VALUES
    ('2026-11-20 10:00Z', $1, 'stored', -1, 7, '{7}'), ('2026-11-20 10:00Z', $1, 'stored', 0, 3, '{1,2}'),
    ('2026-11-20 10:00Z', $1, 'duplicate', 0, 2, '{0,1,1}'), ('2026-11-20 10:00Z', $1, 'refused', 0, 4, '{}'),
    ('2026-11-20 10:00Z', $1, 'duplicate', 1, 5, '{}'), ('2026-11-20 10:00Z', $2, 'unavailable', 0, 6, '{}')`;
