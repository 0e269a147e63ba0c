import { ensurePartitionFor } from "@/lib/database/partitions";
import { AppError } from "@/lib/errors";
import { heldNamings } from "@/lib/ledger/messages/held-namings";
import type { Naming } from "@/lib/ledger/messages/message-ref";
import { ingestPool } from "@/lib/ledger/sql/pool";
import { isMissingPartition, isOutage, isOutOfTime, isPoison } from "@/lib/ledger/sql/sql-errors";
import { inTransaction } from "@/lib/ledger/sql/transaction";
import { log } from "@/lib/log";
import { ARRIVAL_KINDS } from "./arrival-kinds";
import { errorFacts } from "./error-facts";
import { recordBatch } from "./record-batch";
import type { Recordable, Recorded } from "./recordable";

/** What became of a callback: an expected failure is a value. `held` is locked by somebody else. */
export type Stored = { kind: "stored"; recorded: Recorded } | { kind: "held" } | { kind: "failed"; error: AppError };

/** A row that another transaction holds is waited for so long before the batch goes on without it. */
export const LOCK_PATIENCE_MS = 150;
/** So long a batch is split further without anything of it being stored: neighbours are not to wait for nothing. */
const SPLIT_FOR_MS = 1_200;
/** What is split is tried again anyhow. */
const RETRIES_OF_A_PART = 1;

/**
 * Commits a batch. What cannot be stored never fails its neighbours: the batch is split until it stands alone. Poison
 * goes to the review queue, what somebody else holds is set aside, and what fails otherwise fails alone. Rejects only
 * when nothing can be stored now, with `unavailable`.
 */
export async function storeEach(batch: readonly Recordable[], until?: number): Promise<Stored[]> {
  const tried = await tryToStore(batch);
  return tried.ok ? tried.stored : cure(batch, tried.error, until ?? Date.now() + SPLIT_FOR_MS);
}

/** The same for what was held a moment ago: asks first, and waits for nobody. */
export async function storeFree(batch: readonly Recordable[]): Promise<Stored[]> {
  return storeOthers(batch, await findHeld(batch), Date.now() + SPLIT_FOR_MS);
}

type Tried = { ok: true; stored: Stored[] } | { ok: false; error: unknown };

async function tryToStore(batch: readonly Recordable[], retries?: number): Promise<Tried> {
  const limits = { retries, lockTimeoutMs: LOCK_PATIENCE_MS };
  try {
    const recorded = await inTransaction((tx) => recordBatch(tx, batch), ingestPool(), limits);
    return { ok: true, stored: recorded.map((one) => ({ kind: "stored", recorded: one })) };
  } catch (error) {
    if (isOutage(error)) throw unavailable(error);
    return { ok: false, error };
  }
}

async function cure(batch: readonly Recordable[], error: unknown, until: number): Promise<Stored[]> {
  if (isMissingPartition(error) && (await madePartitions(batch))) return storeEach(batch, until);
  const [only, ...others] = batch;
  if (only && others.length === 0) return [await cureOne(only, error)];
  if (Date.now() >= until && !isPoison(error)) {
    return batch.map(() => ({ kind: "failed", error: unavailable(error) }));
  }
  if (isOutOfTime(error)) {
    const held = await findHeld(batch);
    if (held.size > 0) return storeOthers(batch, held, until);
  }
  return split(batch, error, until);
}

async function cureOne(only: Recordable, error: unknown): Promise<Stored> {
  if (isPoison(error)) {
    const kept = await tryToStore([poisoned(only, error)], RETRIES_OF_A_PART);
    if (kept.ok) return kept.stored[0] as Stored;
  } else if (isOutOfTime(error)) return { kind: "held" };
  log().error({ err: errorFacts(error) }, "a callback could not be stored");
  return { kind: "failed", error: unavailable(error) };
}

async function storeOthers(
  batch: readonly Recordable[],
  held: ReadonlySet<Recordable>,
  until: number,
): Promise<Stored[]> {
  const others = batch.filter((item) => !held.has(item));
  const stored = others.length > 0 ? await storeEach(others, until) : [];
  let next = 0;
  return batch.map((item) => (held.has(item) ? { kind: "held" } : (stored[next++] as Stored)));
}

/** The callbacks of a batch whose messages another transaction is working on, as far as that can be told. */
async function findHeld(batch: readonly Recordable[]): Promise<Set<Recordable>> {
  const named = batch.flatMap((item) => namingsOf(item).map((naming) => ({ item, naming })));
  const namings = named.map(({ naming }) => naming);
  try {
    const held = await inTransaction((tx) => heldNamings(tx, namings));
    return new Set(named.filter((_, index) => held[index]).map(({ item }) => item));
  } catch (error) {
    if (isOutage(error)) throw unavailable(error);
    log().warn({ err: errorFacts(error) }, "what holds callbacks up could not be told");
    return new Set();
  }
}

/** Both halves are tried before either is split further: where time runs out for both, an overload is not multiplied. */
async function split(batch: readonly Recordable[], error: unknown, until: number): Promise<Stored[]> {
  const middle = Math.ceil(batch.length / 2);
  const halves = [batch.slice(0, middle), batch.slice(middle)];
  const tried: Tried[] = [];
  for (const half of halves) tried.push(await tryToStore(half, RETRIES_OF_A_PART));
  if (tried.every((half) => !half.ok && isOutOfTime(half.error))) throw unavailable(error);
  const isProgress = tried.some(({ ok }) => ok);
  const stored: Stored[] = [];
  for (const [index, half] of tried.entries()) {
    const items = halves[index] ?? [];
    const longer = isProgress ? Date.now() + SPLIT_FOR_MS : until;
    stored.push(...(half.ok ? half.stored : await cure(items, half.error, longer)));
  }
  // Nothing at all, and no time left to find out why: what waits would fare no better.
  if (Date.now() >= until && stored.every(({ kind }) => kind === "failed")) throw unavailable(error);
  return stored;
}

function unavailable(cause: unknown): AppError {
  return new AppError("unavailable", "Callbacks cannot be stored now.", { retryAfterSeconds: 5, cause });
}

/** The same callback as bytes for the review queue. */
function poisoned(item: Recordable, error: unknown): Recordable {
  if (item.arrivals.length === 0) return item;
  const code = String((error as { code?: string }).code);
  const { connectionId, body, receivedAt: seenAt } = item;
  log().warn({ code, connection: connectionId }, "a callback went to the review queue");
  const entry = { connectionId, kind: "poison", groupKey: code, messageId: null, seenAt, body } as const;
  return { ...item, arrivals: [], review: [...item.review, entry] };
}

function namingsOf({ arrivals }: Recordable): Naming[] {
  return arrivals.flatMap((arrival) => {
    const kind = ARRIVAL_KINDS.find(({ name }) => name === arrival.kind);
    return kind?.namingOf(arrival) ?? [];
  });
}

async function madePartitions(batch: readonly Recordable[]): Promise<boolean> {
  let made = 0;
  for (const month of new Set(batch.map(({ receivedAt }) => receivedAt.toISOString().slice(0, 7)))) {
    made += await ensurePartitionFor(new Date(`${month}-01T00:00:00Z`));
  }
  return made > 0;
}
