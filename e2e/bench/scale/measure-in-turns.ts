import { readPool } from "@/lib/db";
import { measureIngest } from "./measure-ingest";
import { READS, type Read } from "./reads";
import { type Subjects, sampleSubjects } from "./sample-subjects";
import type { ScaleDatabase } from "./scale-database";

/** One figure at one size, a value a round. */
export type Figure = { name: string; values: number[]; isCost: boolean };

const ROUNDS = 5;
const WARM_UP = 5;
/** Of each round, each of another subject: of what is quick more, for a p95 that a few chances do not decide. */
const RUNS = { quick: 240, ordinary: 80, slow: 10 };
const QUICK_MS = 10;
const SLOW_MS = 300;
const SUBJECTS = WARM_UP + RUNS.quick;

/** What fresh callbacks and every read cost at each size: time, and pages of the database that are touched. */
export async function measureInTurns(databases: ReadonlyMap<number, ScaleDatabase>): Promise<Map<number, Figure[]>> {
  const tables = new Map<number, FigureTable>();
  const asked = new Map<number, Asked>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [size, database] of databases) {
      await database.use();
      const known = asked.get(size) ?? (await prepare());
      asked.set(size, known);
      process.stderr.write(`round ${round + 1} of ${ROUNDS} at ${size.toLocaleString("en")} messages\n`);
      const table = tables.get(size) ?? new FigureTable();
      tables.set(size, table);
      const perSecond = await measureIngest();
      table.add("ingest, events/s", perSecond, false);
      process.stderr.write(`  ingest: ${perSecond.toFixed(0)} events/s\n`);
      for (const [name, read] of Object.entries(READS)) await measureRead(name, read, known, round, table);
    }
  }
  return new Map([...tables].map(([size, table]) => [size, table.figures()]));
}

type Asked = { subjects: Subjects; now: Date };

/** The readers' clock stands where the stories end: what ingest is measured by, at any size, is not theirs to see. */
async function prepare(): Promise<Asked> {
  await readPool().query("CREATE EXTENSION IF NOT EXISTS pg_stat_statements SCHEMA bench");
  const { rows } = await readPool().query<{ at: Date }>("SELECT told_until AS at FROM bench.copies");
  const now = rows[0]?.at ?? new Date();
  return { now, subjects: await sampleSubjects(ROUNDS * SUBJECTS, now) };
}

async function measureRead(
  name: string,
  read: Read,
  { subjects, now }: Asked,
  round: number,
  table: FigureTable,
): Promise<void> {
  const first = round * SUBJECTS;
  const warm = await measureRuns(name, WARM_UP, (n) => read(subjects, first + n, now));
  const runs = RUNS[paceOf(warm.p50)];
  const { p50, p95, buffers } = await measureRuns(name, runs, (n) => read(subjects, first + WARM_UP + n, now));
  table.add(`${name}: p50 ms`, p50, true);
  table.add(`${name}: p95 ms`, p95, true);
  table.add(`${name}: buffers`, buffers, true);
  process.stderr.write(`  ${name}: ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, ${buffers.toFixed(0)} buffers\n`);
}

function paceOf(ms: number): keyof typeof RUNS {
  if (ms < QUICK_MS) return "quick";
  return ms > SLOW_MS ? "slow" : "ordinary";
}

type Measured = { p50: number; p95: number; buffers: number };

async function measureRuns(name: string, runs: number, read: (n: number) => ReturnType<Read>): Promise<Measured> {
  await readPool().query("SELECT bench.pg_stat_statements_reset()");
  const times: number[] = [];
  for (let n = 0; n < runs; n++) {
    const began = performance.now();
    if (!(await read(n))) throw new Error(`${name}: what is stored was not found.`);
    times.push(performance.now() - began);
  }
  const { rows } = await readPool().query<{ buffers: number }>(TOUCHED);
  const sorted = times.sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(runs - 1, Math.floor(share * runs))] ?? 0;
  return { p50: at(0.5), p95: at(0.95), buffers: (rows[0]?.buffers ?? 0) / runs };
}

const TOUCHED = `
  SELECT coalesce(sum(shared_blks_hit + shared_blks_read + temp_blks_read + temp_blks_written), 0)::float8 AS buffers
    FROM bench.pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
     AND query NOT LIKE '%pg_stat_statements%'`;

class FigureTable {
  private readonly byName = new Map<string, Figure>();

  add(name: string, value: number, isCost: boolean): void {
    const figure = this.byName.get(name) ?? { name, values: [], isCost };
    figure.values.push(value);
    this.byName.set(name, figure);
  }

  figures(): Figure[] {
    return [...this.byName.values()];
  }
}
