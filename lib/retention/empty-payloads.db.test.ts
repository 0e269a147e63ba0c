import { randomBytes, randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { beginAnew, keep, monthsAgo, NOW, oldMessage } from "@/e2e/support/old-months";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { eventsOf, messagesOf } from "@/e2e/support/stored-rows";
import { db, readPool } from "@/lib/db";
import { storeBatch } from "@/lib/ingest/store-callbacks";
import { ingestPool } from "@/lib/ledger/sql/pool";
import { planRetention } from "./plan-retention";
import { runRetention } from "./run-retention";
import { setRetention } from "./set-retention";

inOwnDatabase();
beforeEach(beginAnew);

describe("payloads that go earlier than their messages", () => {
  it("are gone, and what comes late still has a place", async () => {
    const { connection, report } = await oldMessage();
    await keep({ payloadsMonths: 2 });
    const run = await runRetention({ now: NOW });
    expect(run.emptied.length).toBeGreaterThan(0);
    expect(await countPayloads(connection.id)).toBe(0);
    expect(await eventsOf(connection)).toHaveLength(1);

    await storeBatch([report("delivered", NOW)]);
    expect(await countPayloads(connection.id)).toBe(1);
    expect(await messagesOf(connection)).toMatchObject([{ status: "delivered" }]);
    expect((await planRetention(NOW)).payloads).toBe(1);
  });

  it("are left for the next run where somebody reads them, and nobody waits", async () => {
    const { report } = await oldMessage();
    await keep({ payloadsMonths: 2 });
    const reader = await readPool().connect();
    try {
      await reader.query("BEGIN; SELECT FROM event_payloads LIMIT 1");
      const run = runRetention({ now: NOW });
      for (const status of ["delivered", "undelivered", "failed"]) await storeBatch([report(status, NOW)]);
      expect(await run).toMatchObject({ emptied: [], finished: false });
    } finally {
      await reader.query("ROLLBACK");
      reader.release();
    }
    expect((await runRetention({ now: NOW })).finished).toBe(true);
  });

  it("cannot be kept longer than their messages", async () => {
    const result = await setRetention({ messagesMonths: 3, payloadsMonths: 6 }, { kind: "system" }, () => NOW);
    expect(result).toMatchObject({ ok: false, fields: { payloadsMonths: expect.stringContaining("3 months") } });
  });

  it("take those along that wait in the review queue", async () => {
    await keep({ payloadsMonths: 2 });
    const row = (receivedAt: Date) => ({
      reviewItemId: randomUUID(),
      bodyHash: randomBytes(16),
      cryptoId: randomUUID(),
      ciphertext: Buffer.from("sealed"),
      receivedAt,
    });
    await db().reviewPayload.createMany({ data: [row(monthsAgo(3)), row(NOW)] });
    expect(await runRetention({ now: NOW })).toMatchObject({ reviewPayloads: 1 });
    expect(await db().reviewPayload.count()).toBe(1);
  });

  async function countPayloads(connectionId: string): Promise<number> {
    const sql = `SELECT count(*)::int AS n FROM event_payloads p JOIN messages m ON m.id = p.message_id
                  WHERE m.connection_id = $1`;
    return (await ingestPool().query<{ n: number }>(sql, [connectionId])).rows[0]?.n ?? 0;
  }
});
