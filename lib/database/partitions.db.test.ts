import { randomBytes } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPool } from "@/lib/db";
import { newId } from "@/lib/ids";
import { ensurePartitionFor, ensurePartitions } from "./partitions";

const YEAR = 2031;
let pool: pg.Pool;

beforeAll(() => {
  pool = openPool({ max: 12 });
});
afterAll(() => pool.end());

async function inOneClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}

function insertDuplicate(at: Date) {
  const columns = "(message_id, dedupe_key, ordinal, body_hash, received_at)";
  const values = [newId(at), randomBytes(16), 1, randomBytes(16), at];
  return pool.query(`INSERT INTO event_duplicates ${columns} VALUES ($1, $2, $3, $4, $5)`, values);
}

describe("ensurePartitions", () => {
  it("makes four tables a month, once", async () => {
    const [from, to] = [new Date(Date.UTC(YEAR, 0, 31)), new Date(Date.UTC(YEAR, 2, 1))];
    expect(await inOneClient((client) => ensurePartitions(client, from, to))).toBe(12);
    expect(await inOneClient((client) => ensurePartitions(client, from, to))).toBe(0);
  });

  it("is safe between many at once", async () => {
    const [from, to] = [new Date(Date.UTC(YEAR, 6)), new Date(Date.UTC(YEAR, 8))];
    const made = await Promise.all(
      Array.from({ length: 8 }, () => inOneClient((client) => ensurePartitions(client, from, to))),
    );
    expect(made.reduce((sum, count) => sum + count, 0)).toBe(12);
  });

  it("takes every millisecond of the month, and no other", async () => {
    const first = new Date(Date.UTC(YEAR + 1, 1, 1));
    const last = new Date(Date.UTC(YEAR + 1, 2, 1) - 1);
    await ensurePartitionFor(first);
    await insertDuplicate(first);
    await insertDuplicate(last);
    const outside = [new Date(first.getTime() - 1), new Date(last.getTime() + 1)];
    for (const at of outside) await expect(insertDuplicate(at)).rejects.toMatchObject({ code: "23514" });
  });

  it("does not wait for writers, nor they for it", async () => {
    const now = new Date(Date.UTC(YEAR + 2, 0));
    await ensurePartitionFor(now);
    const [writer, maker] = [await pool.connect(), await pool.connect()];
    try {
      await writer.query("BEGIN");
      await writer.query("LOCK TABLE messages, message_events, event_payloads, event_duplicates IN ROW EXCLUSIVE MODE");
      await maker.query("SET lock_timeout = '2s'");
      const next = new Date(Date.UTC(YEAR + 2, 1));
      expect(await ensurePartitions(maker, next, next)).toBe(4);
    } finally {
      await writer.query("ROLLBACK");
      writer.release();
      maker.release(true);
    }
  });
});
