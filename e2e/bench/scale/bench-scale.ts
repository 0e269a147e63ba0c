import { join } from "node:path";
import { withCleanUp } from "@/e2e/bench/at-end";
import { checkDrift } from "@/lib/ledger/check-drift";
import type { BenchRow } from "../bench-rows";
import { fillDatabase } from "./fill-database";
import { growthRows } from "./growth-rows";
import { measureInTurns } from "./measure-in-turns";
import { type Progress, showProgress } from "./progress";
import { ScaleDatabase } from "./scale-database";

export type ScaleOptions = {
  messages: number;
  /** Holds a folder a size. Kept after the run, and what is in it is used as it is by a next one. */
  dataDir?: string;
  keep: boolean;
};

const SMALLEST = 100_000;
/** Seeds for every so many messages, within bounds: enough that rare things stay rare, few enough to be told soon. */
const MESSAGES_PER_SEED = 500;

/**
 * What ingest and the reads cost in a database of 10^5 messages and in ones of ten and a hundred times that: one
 * server a size, filled without durability and measured with it, in turns, so that noise meets all sizes alike.
 */
export async function benchScale({ messages, dataDir, keep }: ScaleOptions): Promise<BenchRow[]> {
  const progress = showProgress();
  const stories = Math.min(4_000, Math.max(150, Math.round(messages / MESSAGES_PER_SEED)));
  return withCleanUp(async (atEnd) => {
    const databases = new Map<number, ScaleDatabase>();
    for (const size of sizesUpTo(messages)) {
      process.stderr.write(`a database of ${size.toLocaleString("en")} messages\n`);
      const database = await ScaleDatabase.open(dataDir && join(dataDir, String(size)));
      atEnd(() => database.close(keep));
      await fillDatabase(database, { messages: size, stories }, progress);
      databases.set(size, database);
    }
    const figures = await measureInTurns(databases);
    for (const database of databases.values()) {
      await database.use();
      await proveSound(progress);
    }
    return growthRows(figures);
  });
}

export function sizesUpTo(messages: number): number[] {
  const sizes: number[] = [];
  for (let size = SMALLEST; size < messages; size *= 10) sizes.push(size);
  return [...sizes, messages];
}

async function proveSound(progress: Progress): Promise<void> {
  progress.begin("drift check");
  const { messages, verifications, drifts } = await checkDrift();
  progress.end();
  if (drifts.length > 0) throw new Error(`the tables drifted: ${drifts[0]?.kind} ${drifts[0]?.what}`);
  process.stderr.write(`drift 0 over ${messages} messages and ${verifications} attempts\n`);
}
