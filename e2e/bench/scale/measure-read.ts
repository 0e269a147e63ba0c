import { readPool } from "@/lib/db";
import { forgetPages } from "./forget-pages";

const WARM_UP = 5;
/** Each of another subject. With memory emptied before every one of them; of fewer, a p95 would be the slowest of all. */
const RUNS_FROM_DISK = 20;
/** Of what is quick more, for a p95 that a few chances do not decide. */
const RUNS_FROM_MEMORY = { quick: 160, ordinary: 40, slow: 10 };
const QUICK_MS = 10;
const SLOW_MS = 300;

export const SUBJECTS_A_READ = WARM_UP + RUNS_FROM_DISK + RUNS_FROM_MEMORY.quick;

/** Milliseconds. */
export type Times = { p50: number; p95: number };
export type MeasuredRead = {
  /** Nothing of the database was in memory. */
  disk: Times;
  /** All that the reads need was, as far as there is room. */
  memory: Times;
  /** Pages of the database that one read touches. */
  buffers: number;
};

/** Reads the subjects from 0 on. `read` answers false, or nothing, where it did not find what is stored. */
export async function measureRead(name: string, read: (n: number) => unknown): Promise<MeasuredRead> {
  const runs = runsOf(timesOf(await time(WARM_UP, name, read)).p50);
  const disk = await timeTwice(RUNS_FROM_DISK, name, (n) => read(WARM_UP + n), forgetPages);
  const another = (n: number) => read(WARM_UP + RUNS_FROM_DISK + n);
  await readPool().query("SELECT bench.pg_stat_statements_reset()");
  await time(runs, name, another);
  const { rows } = await readPool().query<{ buffers: number }>(TOUCHED);
  const memory = await timeTwice(runs, name, another);
  return { disk: timesOf(disk), memory: timesOf(memory), buffers: (rows[0]?.buffers ?? 0) / runs };
}

type Before = () => Promise<unknown>;
const nothing: Before = async () => undefined;

/** Of each subject the better time: what the machine does besides hardly ever hits both. */
async function timeTwice(
  runs: number,
  name: string,
  read: (n: number) => unknown,
  before = nothing,
): Promise<number[]> {
  const once = await time(runs, name, read, before);
  const twice = await time(runs, name, read, before);
  return once.map((ms, n) => Math.min(ms, twice[n] ?? ms));
}

/** In the order of the subjects. */
async function time(runs: number, name: string, read: (n: number) => unknown, before = nothing): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < runs; n++) {
    await before();
    const began = performance.now();
    if (!(await read(n))) throw new Error(`${name}: what is stored was not found.`);
    times.push(performance.now() - began);
  }
  return times;
}

function timesOf(times: readonly number[]): Times {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * times.length) - 1] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}

function runsOf(ms: number): number {
  const { quick, ordinary, slow } = RUNS_FROM_MEMORY;
  if (ms < QUICK_MS) return quick;
  return ms > SLOW_MS ? slow : ordinary;
}

const TOUCHED = `
  SELECT coalesce(sum(shared_blks_hit + shared_blks_read + temp_blks_read + temp_blks_written), 0)::float8 AS buffers
    FROM bench.pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
     AND query NOT LIKE '%pg_stat_statements%'`;
