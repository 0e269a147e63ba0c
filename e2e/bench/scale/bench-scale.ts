import pg from "pg";
import { withCleanUp } from "@/e2e/bench/at-end";
import type { BenchRow } from "@/e2e/bench/bench";
import { env } from "@/lib/env";
import { checkDrift } from "@/lib/ingest/check-drift";
import { growTo } from "./grow";
import { growthRows } from "./growth-rows";
import { type Figure, measure } from "./measure";
import { plantSeeds } from "./plant-seeds";
import { type Progress, showProgress } from "./progress";
import { ScaleDatabase } from "./scale-database";

export type ScaleOptions = {
  messages: number;
  /** Kept after the run, and used as it is by a next one. */
  dataDir?: string;
  keep: boolean;
};

const SMALLEST = 100_000;
/** Seeds for every so many messages, within bounds: enough that rare things stay rare, few enough to be told soon. */
const MESSAGES_PER_SEED = 500;

/**
 * What ingest and the reads cost in a database of 10^5 messages and in ones of ten and a hundred times that: one
 * database that grows, filled without durability and measured with it.
 */
export async function benchScale({ messages, dataDir, keep }: ScaleOptions): Promise<BenchRow[]> {
  const progress = showProgress();
  return withCleanUp(async (atEnd) => {
    const database = await ScaleDatabase.open(dataDir);
    atEnd(() => database.close(keep));
    await seed(database, messages, progress);
    const figures = new Map<number, Figure[]>();
    const held = await countMessages(database);
    for (const size of sizesUpTo(messages).filter((one) => one >= held)) {
      await fill(database, size, progress);
      process.stderr.write(`measuring at ${size.toLocaleString("en")} messages\n`);
      figures.set(size, await measure());
    }
    await proveSound(progress);
    return growthRows(figures);
  });
}

export function sizesUpTo(messages: number): number[] {
  const sizes: number[] = [];
  for (let size = SMALLEST; size < messages; size *= 10) sizes.push(size);
  return [...sizes, messages];
}

/** A database that is used again may have grown past the first sizes. */
async function countMessages(database: ScaleDatabase): Promise<number> {
  const count = "SELECT (count(*) * 0.9)::int AS n FROM messages";
  return database.with(async (client) => (await client.query<{ n: number }>(count)).rows[0]?.n ?? 0);
}

async function seed(database: ScaleDatabase, messages: number, progress: Progress): Promise<void> {
  await database.run("filling");
  await database.with(async (client) => {
    const { rows } = await client.query("SELECT to_regnamespace('bench') IS NOT NULL AS planted");
    if (rows[0].planted) return;
    const stories = Math.min(4_000, Math.max(150, Math.round(messages / MESSAGES_PER_SEED)));
    progress.begin("seeds", stories);
    await plantSeeds(client, { stories, now: new Date(), onProgress: progress.at });
    progress.end();
  });
}

async function fill(database: ScaleDatabase, messages: number, progress: Progress): Promise<void> {
  await database.run("filling");
  const pool = new pg.Pool({ connectionString: env().DATABASE_URL, max: 4 });
  try {
    await growTo(pool, messages, progress);
    progress.end();
  } finally {
    await pool.end();
  }
  await database.run("durable");
}

async function proveSound(progress: Progress): Promise<void> {
  progress.begin("drift check");
  const { messages, verifications, drifts } = await checkDrift();
  progress.end();
  if (drifts.length > 0) throw new Error(`the tables drifted: ${drifts[0]?.kind} ${drifts[0]?.what}`);
  process.stderr.write(`drift 0 over ${messages} messages and ${verifications} attempts\n`);
}
