import { readPool } from "@/lib/db";
import { measureIngest } from "./measure-ingest";
import { READS, type Read } from "./reads";
import { sampleSubjects } from "./sample-subjects";

/** One figure at one size, a value a round. */
export type Figure = { name: string; values: number[]; isCost: boolean };

const ROUNDS = 3;
/** Of each round, each of another subject. */
const RUNS = 50;
const WARM_UP = 5;
/** What takes longer is measured in one round alone. */
const SLOW_MS = 300;

/** What fresh callbacks and every read cost in the database as it is: time, and pages of it that are touched. */
export async function measure(): Promise<Figure[]> {
  await readPool().query("CREATE EXTENSION IF NOT EXISTS pg_stat_statements SCHEMA bench");
  const now = await readToldUntil();
  const subjects = await sampleSubjects(WARM_UP + RUNS * ROUNDS, now);
  const figures: Figure[] = [];
  for (const [name, read] of Object.entries(READS)) {
    const warm = await round(name, WARM_UP, (n) => read(subjects, n, now));
    const rounds: Round[] = [];
    while (rounds.length < (warm.p50 > SLOW_MS ? 1 : ROUNDS)) {
      const first = WARM_UP + rounds.length * RUNS;
      rounds.push(await round(name, RUNS, (n) => read(subjects, first + n, now)));
    }
    const figure = (what: keyof Round) => ({
      name: `${name}: ${UNITS[what]}`,
      values: rounds.map((one) => one[what]),
      isCost: true,
    });
    figures.push(figure("p50"), figure("p95"), figure("buffers"));
    const { p50 = 0, p95 = 0, buffers = 0 } = rounds.at(-1) ?? {};
    process.stderr.write(`  ${name}: ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, ${buffers.toFixed(0)} buffers\n`);
  }
  return [{ name: "ingest, events/s", values: await measureIngest(ROUNDS), isCost: false }, ...figures];
}

/** The readers' clock stands where the stories end: what ingest is measured by, at any size, is not theirs to see. */
async function readToldUntil(): Promise<Date> {
  const { rows } = await readPool().query<{ at: Date }>("SELECT told_until AS at FROM bench.copies");
  return rows[0]?.at ?? new Date();
}

type Round = { p50: number; p95: number; buffers: number };
const UNITS = { p50: "p50 ms", p95: "p95 ms", buffers: "buffers" } as const;

async function round(name: string, runs: number, read: (n: number) => ReturnType<Read>): Promise<Round> {
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
