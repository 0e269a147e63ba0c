import { db, type Tx } from "@/lib/db";
import { bucketOf } from "@/lib/delivery/counts/contribution";
import { NOT_TAKEN, type NotTaken } from "@/lib/delivery/fold/callback-outcome";
import { newId } from "@/lib/ids";
import { TIMER_SLOT } from "@/lib/ledger/counts/write-rollups";
import { log } from "@/lib/log";
import type { RefusalReason } from "@/lib/providers/provider";
import { processWide } from "@/lib/runtime";
import type { TlsProblem } from "./tls-problem";

const FLUSH_MS = 5_000;
const SAMPLES_PER_CONNECTION = 50;
const SAMPLES_PER_FLUSH = 500;

/** One callback that was not taken: never its body, never its query. */
export type NotTakenSample = {
  connectionId: string;
  reason: RefusalReason | TlsProblem;
  address: string;
  headerNames: string[];
  bodyBytes: number;
  receivedAt: Date;
};

type Tallies = {
  /** By quarter of an hour and connection. */
  outcomes: Map<string, Record<NotTaken, number>>;
  samples: Map<string, NotTakenSample[]>;
  secretUses: Map<string, { count: number; lastAt: Date }>;
  timer: NodeJS.Timeout | null;
  flushing: Promise<void> | null;
};

/** Counts a refused callback in memory; a timer writes it later. Nothing is written in the request's path. */
export function countRefused(sample: NotTakenSample): void {
  countWithSample("refused", sample);
}

/** The same of one that was rightly signed, and is to be sent again once it comes over TLS. */
export function countOverHttp(sample: NotTakenSample): void {
  countWithSample("over_http", sample);
}

/** Counts a callback that was answered 503, to be sent again. */
export function countUnavailable(connectionId: string, at: Date): void {
  countOutcome(tallies(), "unavailable", connectionId, at);
}

/** Counts a callback that a secret verified. */
export function countVerified(secretIds: readonly string[], at: Date): void {
  const { secretUses } = tallies();
  for (const id of secretIds) secretUses.set(id, { count: (secretUses.get(id)?.count ?? 0) + 1, lastAt: at });
}

/** Writes what was counted since the last time; what cannot be written stays for the next. */
export function flushTallies(): Promise<void> {
  const state = tallies();
  state.flushing ??= writeTallies(state).finally(() => {
    state.flushing = null;
  });
  return state.flushing;
}

/** Stops the timer and writes what is left. */
export async function stopTallies(): Promise<void> {
  const state = tallies();
  if (state.timer) clearInterval(state.timer);
  await flushTallies();
}

function tallies(): Tallies {
  return processWide("callback-tallies", () => {
    const timer = setInterval(() => void flushTallies(), FLUSH_MS);
    timer.unref();
    return { outcomes: new Map(), samples: new Map(), secretUses: new Map(), timer, flushing: null };
  });
}

function countWithSample(outcome: NotTaken, sample: NotTakenSample): void {
  const state = tallies();
  countOutcome(state, outcome, sample.connectionId, sample.receivedAt);
  const samples = state.samples.get(sample.connectionId) ?? [];
  if (samples.length < SAMPLES_PER_CONNECTION) state.samples.set(sample.connectionId, [...samples, sample]);
}

function countOutcome(state: Tallies, outcome: NotTaken, connectionId: string, at: Date): void {
  addOutcomes(state, `${bucketOf(at).toISOString()}|${connectionId}`, { [outcome]: 1 });
}

function addOutcomes({ outcomes }: Tallies, key: string, more: Partial<Record<NotTaken, number>>): void {
  const counts = outcomes.get(key) ?? { refused: 0, unavailable: 0, over_http: 0 };
  for (const outcome of NOT_TAKEN) counts[outcome] += more[outcome] ?? 0;
  outcomes.set(key, counts);
}

async function writeTallies(state: Tallies): Promise<void> {
  const { outcomes, samples, secretUses } = state;
  if (outcomes.size + secretUses.size === 0) return;
  [state.outcomes, state.samples, state.secretUses] = [new Map(), new Map(), new Map()];
  try {
    await db().$transaction(async (tx) => {
      await writeOutcomes(tx, outcomes);
      await writeSamples(tx, samples);
      await writeSecretUses(tx, secretUses);
    });
  } catch (error) {
    log().warn({ code: (error as { code?: string }).code }, "callback counts could not be written; they are kept");
    for (const [key, counts] of outcomes) addOutcomes(state, key, counts);
    for (const [id, use] of secretUses) {
      const newer = state.secretUses.get(id);
      state.secretUses.set(id, { count: use.count + (newer?.count ?? 0), lastAt: newer?.lastAt ?? use.lastAt });
    }
  }
}

async function writeOutcomes(tx: Tx, outcomes: Tallies["outcomes"]): Promise<void> {
  for (const [key, { refused, unavailable, over_http }] of [...outcomes].sort()) {
    const [bucket, connectionId] = key.split("|");
    await tx.$executeRaw`
      INSERT INTO callback_rollups (bucket_at, connection_id, slot, refused, unavailable, over_http)
      VALUES (${new Date(bucket ?? 0)}, ${connectionId}::uuid, ${TIMER_SLOT}, ${refused}, ${unavailable}, ${over_http})
      ON CONFLICT (bucket_at, connection_id, slot)
      DO UPDATE SET refused = callback_rollups.refused + excluded.refused,
                    unavailable = callback_rollups.unavailable + excluded.unavailable,
                    over_http = callback_rollups.over_http + excluded.over_http`;
  }
}

async function writeSamples(tx: Tx, samples: Tallies["samples"]): Promise<void> {
  const rows = [...samples.values()].flat().slice(0, SAMPLES_PER_FLUSH);
  await tx.refusedCallback.createMany({ data: rows.map((row) => ({ id: newId(row.receivedAt), ...row })) });
  for (const connectionId of samples.keys()) {
    await tx.$executeRaw`
      DELETE FROM refused_callbacks WHERE connection_id = ${connectionId}::uuid AND id NOT IN (
        SELECT id FROM refused_callbacks WHERE connection_id = ${connectionId}::uuid
         ORDER BY received_at DESC, id DESC LIMIT ${SAMPLES_PER_CONNECTION})`;
  }
}

async function writeSecretUses(tx: Tx, secretUses: Tallies["secretUses"]): Promise<void> {
  for (const [id, { count, lastAt }] of [...secretUses].sort()) {
    await tx.$executeRaw`
      UPDATE connection_secrets SET verified_count = verified_count + ${count},
             last_used_at = greatest(last_used_at, ${lastAt}) WHERE id = ${id}::uuid`;
  }
}
