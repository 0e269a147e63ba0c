import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { newMessageSid, receipt, testConnection } from "@/e2e/support/receipts";
import { eventsOf, messagesOf, reviewOf } from "@/e2e/support/stored-rows";
import { closeDb, readPool } from "@/lib/db";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { together } from "@/lib/ledger/sql/together";
import { inTransaction } from "@/lib/ledger/sql/transaction";
import type { ParsedCallback } from "@/lib/providers/provider";
import { twilio } from "@/lib/providers/twilio/twilio";
import type { ArrivalKind } from "./arrival-kind";
import { ARRIVAL_KINDS } from "./arrival-kinds";
import type { Connection } from "./connections";
import { prepareCallback } from "./prepare-callback";
import { recordBatch } from "./record-batch";

afterAll(async () => {
  await closeIngestPool();
  await closeDb();
});

/** Replies, as far as a test needs them: their tables are settings, by name. */
type Reply = { kind: "reply_of_test"; name: string; connectionId: string; receivedAt: Date };
const replies: ArrivalKind<Reply> = {
  name: "reply_of_test",
  broughtBy: "inbound",
  prepare: (read, { id: connectionId }, { receivedAt }) => ({
    arrivals: (read as Extract<ParsedCallback, { kind: "inbound" }>).messages.map(({ providerMessageId: name }) => ({
      kind: "reply_of_test",
      ...{ name, connectionId, receivedAt },
    })),
    unread: [],
  }),
  namingOf: () => null,
  async record(tx, arrived, items, end) {
    const counts = Array.from({ length: items }, () => ({ stored: 0, duplicates: 0, differing: 0 }));
    for (const { arrival, item } of arrived) {
      await tx.query("INSERT INTO settings (name) VALUES ($1)", [arrival.name]);
      const count = counts[item];
      if (count) count.stored += 1;
    }
    const tallies = arrived.map(({ arrival: { connectionId, receivedAt } }) => {
      return { connectionId, receivedAt, outcome: "stored" as const, lagBucket: null };
    });
    await together(end({ tallies, review: [] }));
    return counts;
  },
};
const KINDS = [...ARRIVAL_KINDS, replies];

describe("a further kind of arrival", () => {
  it("goes through beside delivery reports, each by its own step, in one transaction, by standing in the list", async () => {
    const connection = testConnection();
    const [sid, other] = [newMessageSid(), newMessageSid()];
    const [one, two] = [randomUUID(), randomUUID()];
    const at = new Date();
    const batch = [
      receipt(connection, { providerMessageId: sid, rawStatus: "sent" }, at),
      reply([one, two], connection.id, KINDS),
      receipt(connection, { providerMessageId: other, rawStatus: "nobody-knows-this" }, at),
      receipt(connection, { providerMessageId: sid, rawStatus: "sent" }, at),
    ];
    expect(await inTransaction((tx) => recordBatch(tx, batch, KINDS))).toEqual([
      { stored: 1, duplicates: 0, differing: 0 },
      { stored: 2, duplicates: 0, differing: 0 },
      { stored: 1, duplicates: 0, differing: 0 },
      { stored: 0, duplicates: 1, differing: 0 },
    ]);
    expect(await messagesOf(connection)).toHaveLength(2);
    expect(await settings([one, two])).toBe(2);
    expect(await reviewOf(connection)).toMatchObject([{ kind: "unknown_status", count: "1" }]);
    expect(await counted(connection.id)).toEqual({ stored: 3, duplicate: 1, unknown_status: 1 });
  });

  it("is stored with its neighbours or not at all", async () => {
    const connection = testConnection();
    const twice = randomUUID();
    const report = receipt(connection, { providerMessageId: newMessageSid(), rawStatus: "sent" }, new Date());
    const batch = [report, reply([twice, twice], connection.id, KINDS)];
    const recorded = inTransaction((tx) => recordBatch(tx, batch, KINDS), undefined, { retries: 0 });
    await expect(recorded).rejects.toMatchObject({ code: "23505" });
    expect([await eventsOf(connection), await settings([twice])]).toEqual([[], 0]);
  });

  it("waits for review where no step takes it, and is never passed over by one that lacks it", async () => {
    const connection = testConnection();
    const waiting = reply([randomUUID()], connection.id, ARRIVAL_KINDS);
    expect(waiting).toMatchObject({ arrivals: [], review: [{ kind: "inbound" }] });
    const prepared = reply([randomUUID()], connection.id, KINDS);
    await expect(inTransaction((tx) => recordBatch(tx, [prepared]))).rejects.toThrow("no step takes a reply_of_test");
  });
});

function reply(names: readonly string[], id: string, kinds: readonly ArrivalKind[]) {
  const messages = names.map((providerMessageId, index) => ({ index, providerMessageId }));
  const request = { method: "POST", url: "", headers: {}, body: Buffer.from(names.join()), receivedAt: new Date() };
  const connection = { id, provider: "twilio", adapter: twilio } as unknown as Connection;
  return prepareCallback({ kind: "inbound", messages }, request, connection, null, kinds);
}

async function settings(names: readonly string[]): Promise<number> {
  const { rowCount } = await readPool().query("SELECT FROM settings WHERE name = ANY ($1)", [names]);
  return rowCount ?? 0;
}

async function counted(connectionId: string): Promise<Record<string, number>> {
  const { rows } = await readPool().query(
    `SELECT sum(stored)::int AS stored, sum(duplicate)::int AS duplicate, sum(unknown_status)::int AS unknown_status
       FROM callback_rollups WHERE connection_id = $1`,
    [connectionId],
  );
  return rows[0];
}
