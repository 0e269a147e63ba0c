import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { beginAnew, HORIZON, keep, monthsAgo, NOW, oldMessage, oldPartitions } from "@/e2e/support/old-months";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { countOutcomes, readCounts } from "@/e2e/support/read-counts";
import { newMessageSid, receipt, testConnection } from "@/e2e/support/receipts";
import { type SendingApp, sendingApp } from "@/e2e/support/sending-app";
import { messagesOf, reviewOf } from "@/e2e/support/stored-rows";
import { someTraffic, tellTraffic } from "@/e2e/support/traffic";
import { ensurePartitionFor } from "@/lib/database/partitions";
import { db, readPool } from "@/lib/db";
import { newId } from "@/lib/ids";
import { recordBatch } from "@/lib/ingest/record-batch";
import { storeBatch } from "@/lib/ingest/store-callbacks";
import { checkDrift } from "@/lib/ledger/check-drift";
import { inTransaction } from "@/lib/ledger/sql/transaction";
import { registerMessages } from "@/lib/registrations/register-message";
import { RegisterMessageInput } from "@/lib/registrations/registration";
import { expireTombstones } from "./expire-tombstones";
import { planRetention } from "./plan-retention";
import { runRetention } from "./run-retention";

/** Long enough for several batches of a run. */
const MESSAGES = process.env.TEST_LONG ? 20_000 : 1_200;
const later = (at: Date, minutes: number) => new Date(at.getTime() + minutes * 60_000);

inOwnDatabase();
beforeEach(beginAnew);

async function tell(app: SendingApp, now: Date, stories = 8): Promise<void> {
  for (const story of someTraffic(stories)) await tellTraffic({ ...story, app: 0 }, [app], now);
}

describe("retention", () => {
  it("is off until an admin sets it", async () => {
    const { connection } = await oldMessage();
    expect(await runRetention({ now: NOW })).toMatchObject({ messages: 0, dropped: [], finished: true });
    expect(await messagesOf(connection)).toHaveLength(1);
  });

  it("says what would go, and changes nothing by saying so", async () => {
    const { connection } = await oldMessage();
    await keep({ messagesMonths: 2 });
    const plan = await planRetention(NOW);
    const names = plan.partitions.map(({ partition }) => partition.name);
    expect(names).toEqual(await oldPartitions());
    expect(plan).toMatchObject({ messagesFrom: HORIZON, messages: expect.any(Number) });
    expect(Math.min(plan.messages, plan.events, plan.payloads, plan.bytes)).toBeGreaterThan(0);
    expect(await messagesOf(connection)).toHaveLength(1);
  });

  it("drops months whole while callbacks come in, and no count changes at any moment", {
    timeout: 300_000,
  }, async () => {
    const quiet = await sendingApp();
    for (const now of [monthsAgo(5), monthsAgo(3), NOW]) await tell(quiet, now);
    const busy = testConnection();
    const sids = Array.from({ length: MESSAGES }, newMessageSid);
    const sent = (sid: string, rawStatus: string, at: Date) => receipt(busy, { providerMessageId: sid, rawStatus }, at);
    for (let n = 0; n < MESSAGES; n += 250) {
      await storeBatch(sids.slice(n, n + 250).map((sid, i) => sent(sid, "sent", later(monthsAgo(3), n + i))));
    }
    const before = await readCounts(quiet.connection.id);
    await keep({ messagesMonths: 2 });

    let [running, checks] = [true, 0];
    const fresh = testConnection();
    const write = async (writer: number) => {
      for (let n = 0; running; n += 1) {
        const late = sids[(n * 7 + writer * 20) % MESSAGES] ?? "";
        const status = ["sent", "delivered", "undelivered"][n % 3] ?? "sent";
        const fields = { providerMessageId: newMessageSid(), rawStatus: "delivered" };
        await storeBatch([sent(late, status, NOW), receipt(fresh, fields, NOW)]);
      }
    };
    const check = async () => {
      for (; running; checks += 1) expect((await checkDrift()).drifts).toEqual([]);
    };
    const work = Promise.all([write(0), write(1), write(2), check()]);
    const run = await runRetention({ now: NOW }).finally(() => {
      running = false;
    });
    await work;

    expect(run).toMatchObject({ finished: true });
    expect(run.messages).toBeGreaterThan(MESSAGES);
    expect(run.verifications).toBeGreaterThan(3);
    expect(run.dropped.length % 4).toBe(0);
    expect(run.dropped.length).toBeGreaterThanOrEqual(8);
    expect(checks).toBeGreaterThan(0);
    expect(await oldPartitions()).toEqual([]);
    expect(await readCounts(quiet.connection.id)).toEqual(before);
    expect(await checkDrift()).toMatchObject({ drifts: [] });
    const oldest = await db().message.findFirst({ orderBy: { id: "asc" } });
    expect(oldest?.id.localeCompare(newId(HORIZON))).toBeGreaterThanOrEqual(0);
    expect((await messagesOf(fresh)).length).toBeGreaterThan(0);
  });

  it("leaves tombstones: what comes late is acknowledged and counted, and makes nothing", async () => {
    const { connection, sid, report } = await oldMessage();
    await keep({ messagesMonths: 2 });
    await runRetention({ now: NOW });

    const neighbour = newMessageSid();
    const recorded = await storeBatch([
      report("delivered", NOW),
      receipt(connection, { providerMessageId: neighbour, rawStatus: "delivered" }, NOW),
      report("nobody-knows-this", NOW),
    ]);
    expect(recorded.map(({ stored }) => stored)).toEqual([0, 1, 0]);
    expect((await messagesOf(connection)).map((row) => row.provider_message_id)).toEqual([neighbour]);
    expect(await reviewOf(connection)).toEqual([]);
    expect(await countOutcomes(connection.id)).toEqual({ stored: 2, after_retention: 2 });
    expect(await oldPartitions()).toEqual([]);

    const { rows } = await readPool().query("SELECT expires_at FROM message_refs WHERE ref = $1", [sid]);
    expect(rows).toEqual([{ expires_at: new Date(NOW.getTime() + 86_400_000) }]);
    expect(await expireTombstones(NOW)).toBe(0);
    expect(await expireTombstones(new Date(NOW.getTime() + 8 * 86_400_000))).toBeGreaterThan(0);
    const left = await readPool().query("SELECT FROM message_refs WHERE ref = $1", [sid]);
    expect(left.rowCount).toBe(0);
  });

  it("goes by the provider's id: a client reference used again names the message that is kept", async () => {
    const connection = testConnection();
    const clientReference = `order-${randomUUID()}`;
    const of = (providerMessageId: string, at: Date) =>
      receipt(connection, { providerMessageId, clientReference, rawStatus: "sent" }, at);
    const [old, kept] = [newMessageSid(), newMessageSid()];
    await storeBatch([of(old, monthsAgo(4))]);
    await keep({ messagesMonths: 2 });
    await runRetention({ now: NOW });
    await storeBatch([of(kept, NOW)]);
    await storeBatch([of(old, NOW), of(kept, NOW)]);
    expect((await messagesOf(connection)).map((row) => row.provider_message_id)).toEqual([kept]);
    expect(await countOutcomes(connection.id)).toMatchObject({ after_retention: 1 });
  });

  it("takes along what a customer said of a message that goes", async () => {
    const { connection } = await oldMessage();
    const [message] = await db().message.findMany({ where: { connectionId: connection.id }, select: { id: true } });
    const subjectId = message?.id ?? "";
    const at = monthsAgo(4);
    const data = { id: newId(at), subjectId, says: "not_me", saidAt: at, notedBy: randomUUID() };
    await db().customerStatement.create({ data });
    await keep({ messagesMonths: 2 });
    await runRetention({ now: NOW });
    expect(await db().customerStatement.count({ where: { subjectId } })).toBe(0);
  });

  it("refuses a registration under the id of a message that is no longer kept", async () => {
    const app = await sendingApp();
    const input = RegisterMessageInput.parse({
      connection: app.connection.key,
      to: "+447700900123",
      providerMessageId: newMessageSid(),
      messageId: `app-${randomUUID()}`,
    });
    await registerMessages(app.apiKey, [input], () => monthsAgo(4));
    await keep({ messagesMonths: 2 });
    await runRetention({ now: NOW });
    const [outcome] = await registerMessages(app.apiKey, [input], () => NOW);
    expect(outcome).toMatchObject({
      ok: false,
      error: { code: "conflict", fields: { messageId: "belongs to a message whose data are no longer kept" } },
    });
  });

  it("keeps an attempt as long as one of its messages, and its count as it was", async () => {
    const app = await sendingApp();
    const verificationId = `attempt-${randomUUID()}`;
    for (const at of [new Date(HORIZON.getTime() - 60_000), new Date(HORIZON.getTime() + 60_000)]) {
      const fields = { connection: app.connection.key, to: "+447700900123", verificationId };
      const [outcome] = await registerMessages(app.apiKey, [RegisterMessageInput.parse(fields)], () => at);
      expect(outcome?.ok).toBe(true);
    }
    const before = await readCounts(app.connection.id);
    await keep({ messagesMonths: 2 });
    await runRetention({ now: NOW });
    expect(await db().verification.count({ where: { externalId: verificationId } })).toBe(1);
    expect(await messagesOf(app.connection)).toHaveLength(1);
    expect(await readCounts(app.connection.id)).toEqual(before);
    expect((await checkDrift()).drifts).toEqual([]);
  });

  it("never makes a dropped month again", async () => {
    await oldMessage();
    await keep({ messagesMonths: 2 });
    await runRetention({ now: NOW });
    expect(await ensurePartitionFor(monthsAgo(4))).toBe(0);
    expect(await oldPartitions()).toEqual([]);
  });

  it("is on record where somebody asked for it, though nothing goes", async () => {
    await keep({ messagesMonths: 2 });
    await runRetention({ now: NOW, actor: { kind: "system" } });
    const entry = await db().auditEntry.findFirst({ where: { action: "retention_run" }, orderBy: { number: "desc" } });
    expect(entry).toMatchObject({ subjectId: "retention", details: { messages: 0, partitions: 0 } });
  });
});

describe("a callback that found its message just before it went", () => {
  it("begins again and finds a tombstone", async () => {
    const { connection, report } = await oldMessage();
    const { recorded } = await race(connection.id, ["retention", () => storeBatch([report("delivered", NOW)])]);
    expect(recorded).toMatchObject([{ stored: 0 }]);
    expect(await countOutcomes(connection.id)).toEqual({ stored: 1, after_retention: 1 });
  });

  it("is stored where it had the message first, and its count goes with the message", async () => {
    const { connection, report } = await oldMessage();
    await keep({ messagesMonths: 2 });
    let retention: ReturnType<typeof runRetention> | undefined;
    const recorded = await inTransaction(async (tx) => {
      const stored = await recordBatch(tx, [report("delivered", NOW)]);
      retention = runRetention({ now: NOW });
      await expect.poll(countWaiting, { interval: 20 }).toBe(1);
      return stored;
    });
    await retention;
    expect(await messagesOf({ ...testConnection(), id: connection.id })).toEqual([]);
    expect((await checkDrift()).drifts).toEqual([]);
    expect(recorded).toMatchObject([{ stored: 1 }]);
    const sql = "SELECT status, sum(count)::int AS n FROM delivery_rollups WHERE connection_id = $1 GROUP BY status";
    const { rows } = await readPool().query(`${sql} HAVING sum(count) <> 0`, [connection.id]);
    expect(rows).toEqual([{ status: "delivered", n: 1 }]);
  });

  /** Both want the message's row while somebody holds it; they get it in the order given. */
  async function race(connectionId: string, order: ("retention" | (() => ReturnType<typeof storeBatch>))[]) {
    await keep({ messagesMonths: 2 });
    const holder = await readPool().connect();
    await holder.query("BEGIN");
    await holder.query("SELECT FROM messages WHERE connection_id = $1 FOR UPDATE", [connectionId]);
    const started = [];
    for (const [index, one] of order.entries()) {
      started.push(one === "retention" ? runRetention({ now: NOW }) : one());
      await expect.poll(countWaiting, { interval: 20 }).toBe(index + 1);
    }
    await holder.query("COMMIT");
    holder.release();
    const results = await Promise.all(started);
    expect(await messagesOf({ ...testConnection(), id: connectionId })).toEqual([]);
    expect(await oldPartitions()).toEqual([]);
    expect((await checkDrift()).drifts).toEqual([]);
    return { recorded: results[order.findIndex((one) => one !== "retention")] };
  }

  async function countWaiting(): Promise<number> {
    const sql = `SELECT count(*)::int AS n FROM pg_stat_activity
                  WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    return (await readPool().query<{ n: number }>(sql)).rows[0]?.n ?? 0;
  }
});
