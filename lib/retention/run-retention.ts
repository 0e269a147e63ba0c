import type pg from "pg";
import type { AuditActor } from "@/lib/audit/audit-entry";
import { recordAudit } from "@/lib/audit/record-audit";
import { emptyPartition } from "@/lib/database/drop-partitions";
import { keepPartitionsFrom } from "@/lib/database/partitions";
import { db, openPool } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { dropMonth } from "./drop-month";
import { dropVerifications } from "./drop-verifications";
import { isNothing, planRetention, type RetentionPlan } from "./plan-retention";
import { RETENTION_SETTING } from "./retention-settings";

export type RetentionRun = {
  messages: number;
  verifications: number;
  reviewPayloads: number;
  /** Names of partitions. */
  dropped: string[];
  emptied: string[];
  /** False: the time was up, or a partition was in use; the next run goes on where this one ended. */
  finished: boolean;
};

type Options = {
  now: Date;
  /** Who asked for it, and so is on record even where nothing goes; nobody did where it runs by the clock. */
  actor?: AuditActor;
  /** The time at which it stops, with whole batches done. */
  until?: Date;
  onProgress?: (line: string) => void;
};

const PATIENCE_MS = 20_000;
const LOCK_NOT_AVAILABLE = "55P03";

/**
 * Removes what the settings no longer keep, while ingest runs: messages leave one by one, with their counts and
 * refs in order; then their partitions go whole. May be cut off anywhere: the next run goes on. What it is about to
 * remove stands in the audit log before anything goes. Permission is the caller's to prove.
 */
export async function runRetention(options: Options): Promise<RetentionRun> {
  const pool = openPool({ max: 2, statement_timeout: PATIENCE_MS, application_name: "otp-desk-retention" });
  try {
    return await alone(pool, async () => {
      const plan = await planRetention(options.now);
      if (isNothing(plan) && !options.actor) return nothing();
      await announce(plan, options);
      return carryOut(pool, plan, options);
    });
  } finally {
    await pool.end();
  }
}

/** One run at a time: the row's lock ends with the process that holds it. */
async function alone<T>(pool: pg.Pool, work: () => Promise<T>): Promise<T> {
  const guard = await pool.connect();
  try {
    await guard.query("INSERT INTO settings (name) VALUES ('retention-run') ON CONFLICT DO NOTHING");
    await guard.query("BEGIN");
    await guard.query("SELECT FROM settings WHERE name = 'retention-run' FOR UPDATE NOWAIT");
    return await work();
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === LOCK_NOT_AVAILABLE) throw new AppError("conflict", "Another retention run is going on.");
    throw error;
  } finally {
    guard.release(true);
  }
}

async function announce(plan: RetentionPlan, { now, actor = { kind: "system" } }: Options): Promise<void> {
  const { messagesFrom, payloadsFrom, partitions, messages, events, payloads, verifications, bytes } = plan;
  await db().$transaction(async (tx) => {
    if (messagesFrom) await keepPartitionsFrom(tx, messagesFrom);
    const details = {
      messagesFrom: messagesFrom?.toISOString() ?? null,
      payloadsFrom: payloadsFrom?.toISOString() ?? null,
      partitions: partitions.length,
      ...{ messages, events, payloads, verifications, bytes },
    };
    const subject = { type: "setting", id: RETENTION_SETTING } as const;
    await recordAudit(tx, { actor, action: "retention_run", subject, details, at: now });
  });
}

async function carryOut(pool: pg.Pool, plan: RetentionPlan, options: Options): Promise<RetentionRun> {
  const { until } = options;
  const isTimeUp = () => until !== undefined && new Date() >= until;
  const run = nothing();
  const { messagesFrom, payloadsFrom } = plan;
  // Before any month goes: a callback put through again would make a message of the time when it came.
  if (payloadsFrom) run.reviewPayloads = await dropReviewPayloads(pool, payloadsFrom);
  await emptyPartitions(pool, plan, run);
  if (messagesFrom) {
    run.verifications = await dropVerifications(pool, messagesFrom, options.now, isTimeUp);
    for (const month of monthsOf(plan)) {
      options.onProgress?.(month.toISOString().slice(0, 7));
      const gone = await dropMonth(pool, month, options.now, isTimeUp);
      run.messages += gone.messages;
      run.dropped.push(...gone.dropped);
      if (!gone.finished) return { ...run, finished: false };
    }
  }
  return { ...run, finished: run.finished && !isTimeUp() };
}

async function dropReviewPayloads(pool: pg.Pool, from: Date): Promise<number> {
  return (await pool.query("DELETE FROM review_payloads WHERE received_at < $1", [from])).rowCount ?? 0;
}

async function emptyPartitions(pool: pg.Pool, plan: RetentionPlan, run: RetentionRun): Promise<void> {
  for (const { partition } of plan.partitions.filter(({ goes }) => goes === "emptied")) {
    const client = await pool.connect();
    const isEmpty = await emptyPartition(client, partition).finally(() => client.release());
    if (isEmpty) run.emptied.push(partition.name);
    else run.finished = false;
  }
}

function monthsOf({ partitions }: RetentionPlan): Date[] {
  const times = partitions.filter(({ goes }) => goes === "dropped").map(({ partition }) => partition.month.getTime());
  return [...new Set(times)].map((time) => new Date(time));
}

function nothing(): RetentionRun {
  return { messages: 0, verifications: 0, reviewPayloads: 0, dropped: [], emptied: [], finished: true };
}
