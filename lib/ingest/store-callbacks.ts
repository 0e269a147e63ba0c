import { ensurePartitionFor } from "@/lib/database/partitions";
import { AppError } from "@/lib/errors";
import { isMissingPartition, isPoison } from "@/lib/ledger/sql/sql-errors";
import { inTransaction } from "@/lib/ledger/sql/transaction";
import { log } from "@/lib/log";
import { processWide } from "@/lib/runtime";
import { Batcher } from "./batcher";
import { type Recordable, type Recorded, recordBatch } from "./record-batch";

/** Stores one verified callback with whatever else arrives meanwhile; resolves after COMMIT. */
export function storeCallback(item: Recordable): Promise<Recorded> {
  return callbackBatcher().add(item);
}

/** Resolves when every accepted callback is stored or refused. */
export function drainCallbacks(): Promise<void> {
  return callbackBatcher().drain();
}

export function waitingCallbacks(): { count: number; bytes: number } {
  return callbackBatcher().waiting;
}

function callbackBatcher(): Batcher<Recordable, Recorded> {
  return processWide(
    "callback-batcher",
    () =>
      new Batcher({
        flush: storeBatch,
        bytesOf: (item) => item.bytes,
        fullCount: 128,
        maxCount: 512,
        maxBytes: 8 * 1024 * 1024,
        lanes: 3,
        maxQueuedCount: 20_000,
        maxQueuedBytes: 64 * 1024 * 1024,
      }),
  );
}

/**
 * Commits a batch. A poison event never fails its neighbours: the batch is split until the bad callback
 * stands alone, and that one goes to the review queue. Anything else is an outage: `unavailable`.
 */
export async function storeBatch(batch: readonly Recordable[]): Promise<Recorded[]> {
  try {
    return await inTransaction((tx) => recordBatch(tx, batch));
  } catch (error) {
    if (isPoison(error)) return splitBatch(batch, error);
    if (isMissingPartition(error) && (await madePartitions(batch))) return storeBatch(batch);
    log().error({ code: (error as { code?: string }).code, callbacks: batch.length }, "callbacks could not be stored");
    throw new AppError("unavailable", "Callbacks cannot be stored now.", { retryAfterSeconds: 5, cause: error });
  }
}

async function splitBatch(batch: readonly Recordable[], error: unknown): Promise<Recorded[]> {
  const [only, ...others] = batch;
  if (only && others.length === 0) return storeBatch([poisoned(only, error)]);
  const middle = Math.ceil(batch.length / 2);
  return [...(await storeBatch(batch.slice(0, middle))), ...(await storeBatch(batch.slice(middle)))];
}

/** The same callback as bytes for the review queue; an entry that is poison itself is an outage, not a loop. */
function poisoned(item: Recordable, error: unknown): Recordable {
  const [report] = item.reports;
  if (!report) throw new AppError("unavailable", "A callback could not be put into review.", { cause: error });
  const code = String((error as { code?: string }).code);
  log().warn({ code, connection: report.connection.id }, "a callback went to the review queue");
  return {
    ...item,
    reports: [],
    review: [
      ...item.review,
      {
        connectionId: report.connection.id,
        kind: "poison",
        groupKey: code,
        messageId: null,
        seenAt: item.receivedAt,
        body: report.body,
      },
    ],
  };
}

async function madePartitions(batch: readonly Recordable[]): Promise<boolean> {
  let made = 0;
  for (const month of new Set(batch.map(({ receivedAt }) => receivedAt.toISOString().slice(0, 7)))) {
    made += await ensurePartitionFor(new Date(`${month}-01T00:00:00Z`));
  }
  return made > 0;
}
