import { afterAll, describe, expect, it } from "vitest";
import { receipt, type TestConnection, testConnection } from "@/e2e/support/receipts";
import { eventsOf, messagesOf, type Row } from "@/e2e/support/stored-rows";
import { closeDb } from "@/lib/db";
import { summarise } from "@/lib/delivery/fold/summarise";
import { checkDrift } from "@/lib/ledger/check-drift";
import type { NewEvent } from "@/lib/ledger/messages/record-events";
import { closeIngestPool, ingestPool } from "@/lib/ledger/sql/pool";
import { inTransaction } from "@/lib/ledger/sql/transaction";
import { recordBatch } from "./record-batch";
import type { Recordable } from "./recordable";
import { storeBatch } from "./store-callbacks";

const START = new Date(Date.now() - 3_600_000);
const at = (seconds: number) => new Date(START.getTime() + seconds * 1000);

afterAll(async () => {
  await closeIngestPool();
  await closeDb();
});

describe("many writers", () => {
  it("end with the rows of one writer, whatever the order, the batches and the duplicates", async () => {
    const alone = testConnection();
    const together = testConnection();
    const stories = Array.from({ length: 120 }, (_, n) => history(n));
    for (const batch of chunksOf(
      stories.flat().map((step) => step(alone)),
      40,
    ))
      await storeBatch(batch);

    const shuffled = shuffle(stories.flat()).map((step) => step(together));
    await writeTogether(shuffled);

    expect(await comparable(together)).toEqual(await comparable(alone));
    expect(await messagesOf(together)).toHaveLength(120);
    expect(await checkDrift({ connectionId: together.id })).toMatchObject({ messages: 120, drifts: [] });
  });

  it("store summaries that are the fold of the stored events", async () => {
    const connection = testConnection();
    const steps = shuffle(Array.from({ length: 60 }, (_, n) => history(n)).flat()).map((step) => step(connection));
    await writeTogether(steps);

    const events = await eventsOf(connection);
    for (const message of await messagesOf(connection)) {
      const own = events.filter((event) => event.message_id === message.id).map(asEvent);
      const { status, isFinal, conflicting, errorCode } = summarise(own);
      expect(message).toMatchObject({ status, is_final: isFinal, conflicting, error_code: errorCode });
    }
  });
});

/** As many writers as ingest has connections, each with its own share in batches of random size. */
async function writeTogether(items: readonly Recordable[]): Promise<void> {
  const writers = Array.from({ length: 6 }, (_, writer) => items.filter((_, index) => index % 6 === writer));
  await Promise.all(
    writers.map(async (mine) => {
      for (const batch of randomChunks(mine)) await inTransaction((tx) => recordBatch(tx, batch));
    }),
  );
}

type Step = (connection: TestConnection) => Recordable;

/** A few receipts of one message, some of them several times. */
function history(n: number): Step[] {
  const sid = `SM${n.toString(16).padStart(32, "0")}`;
  const statuses = ["queued", "sent", "delivered", "undelivered", "failed", "mystery"].filter(
    (_, i) => ((n % 60) >> i) % 2 === 0,
  );
  return statuses.flatMap((rawStatus, order) => {
    const code = rawStatus === "undelivered" ? "30003" : undefined;
    const copies = 1 + ((n + order) % 3);
    return Array.from({ length: copies }, (_, copy) => (connection: TestConnection) => {
      const bytes = copy === 2 ? `${sid} ${rawStatus} changed` : `${sid} ${rawStatus}`;
      const report = { providerMessageId: sid, rawStatus, errorCode: code, recipient: "+14155550101" };
      return receipt(connection, report, at(n + order * 10 + copy), bytes);
    });
  });
}

function shuffle<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, key: Math.random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

function chunksOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size));
}

function randomChunks<T>(items: readonly T[]): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < items.length; ) {
    const size = 1 + Math.floor(Math.random() * 12);
    chunks.push(items.slice(start, start + size));
    start += size;
  }
  return chunks;
}

/** Everything but ids, seals and the order of arrival, which differ by nature. */
async function comparable(connection: TestConnection): Promise<unknown> {
  const { rows: messages } = await ingestPool().query(
    `SELECT provider_message_id, status, is_final, conflicting, partial, error_code, failure_category, first_event_at,
            delivered_at, last_event_at, awaits_receipt, recipient_masked, encode(decided_by, 'hex') AS decided_by
       FROM messages WHERE connection_id = $1 ORDER BY 1`,
    [connection.id],
  );
  const { rows: events } = await ingestPool().query(
    `SELECT m.provider_message_id, encode(e.dedupe_key, 'hex') AS key, encode(e.body_hash, 'hex') AS body, e.status,
            e.raw_status, e.error_code, e.received_at, e.duplicate_count, e.differs,
            (SELECT count(*)::int FROM event_payloads p WHERE p.message_id = e.message_id AND p.dedupe_key = e.dedupe_key) AS bodies,
            (SELECT count(*)::int FROM event_duplicates d WHERE d.message_id = e.message_id AND d.dedupe_key = e.dedupe_key) AS further
       FROM message_events e JOIN messages m ON m.id = e.message_id WHERE m.connection_id = $1 ORDER BY 1, 2`,
    [connection.id],
  );
  const { rows: review } = await ingestPool().query(
    "SELECT kind, group_key, count, first_seen_at, last_seen_at FROM review_items WHERE connection_id = $1 AND kind = 'unknown_status' ORDER BY 1, 2",
    [connection.id],
  );
  return { messages, events, review: review.map(({ kind, group_key, count: n }) => ({ kind, group_key, n })) };
}

function asEvent(row: Row): NewEvent {
  return {
    messageId: row.message_id,
    dedupeKey: (row.dedupe_key as Buffer).toString("hex"),
    bodyHash: (row.body_hash as Buffer).toString("hex"),
    status: row.status as NewEvent["status"],
    rawStatus: String(row.raw_status),
    errorCode: row.error_code as string | null,
    rawReason: row.raw_reason as string | null,
    failureCategory: row.failure_category as NewEvent["failureCategory"],
    isFinal: row.is_final as boolean,
    saidBy: row.said_by as NewEvent["saidBy"],
    providerEventId: row.provider_event_id as string | null,
    channel: row.channel as NewEvent["channel"],
    part: row.part as number | null,
    providerOccurredAt: row.provider_occurred_at as Date | null,
    receivedAt: row.received_at as Date,
    source: row.source as NewEvent["source"],
    mappingVersion: row.mapping_version as number,
    duplicateCount: row.duplicate_count as number,
    differs: row.differs as boolean,
    partial: row.partial as boolean,
  };
}
