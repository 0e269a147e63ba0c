import { readPool } from "@/lib/db";
import { type Figure, FigureTable } from "./figure-table";
import { forgetPages } from "./forget-pages";
import { measureIngest } from "./measure-ingest";
import { measureRead, SUBJECTS_A_READ } from "./measure-read";
import { READS, type Read } from "./reads";
import { type Subjects, sampleSubjects } from "./sample-subjects";
import type { ScaleDatabase } from "./scale-database";

const ROUNDS = 5;

/**
 * What fresh callbacks and every read cost at each size. Size after size measures the same within seconds, so that
 * a noisy machine is noisy for all of them; each round begins with another.
 */
export async function measureInTurns(databases: ReadonlyMap<number, ScaleDatabase>): Promise<Map<number, Figure[]>> {
  const sizes: Size[] = [];
  for (const [size, database] of databases) sizes.push(await prepare(size, database));
  for (let round = 0; round < ROUNDS; round++) {
    process.stderr.write(`round ${round + 1} of ${ROUNDS}\n`);
    const first = round % sizes.length;
    const inTurn = [...sizes.slice(first), ...sizes.slice(0, first)];
    for (const size of inTurn) await measureFreshCallbacks(size);
    for (const [name, read] of Object.entries(READS))
      for (const size of inTurn) await measureReadOf(size, name, read, round);
  }
  return new Map(sizes.map(({ size, table }) => [size, table.figures()]));
}

type Size = {
  size: number;
  database: ScaleDatabase;
  table: FigureTable;
  subjects: Subjects;
  /** The readers' clock stands where the stories end: what ingest is measured by, at any size, is not theirs to see. */
  now: Date;
};

async function prepare(size: number, database: ScaleDatabase): Promise<Size> {
  await database.use();
  for (const name of ["pg_stat_statements", "pg_buffercache"])
    await readPool().query(`CREATE EXTENSION IF NOT EXISTS ${name} SCHEMA bench`);
  if (!(await forgetPages())) process.stderr.write(`${NOT_FORGOTTEN}\n`);
  const { rows } = await readPool().query<{ at: Date }>("SELECT told_until AS at FROM bench.copies");
  const now = rows[0]?.at ?? new Date();
  return {
    size,
    database,
    table: new FigureTable(),
    subjects: await sampleSubjects(ROUNDS * SUBJECTS_A_READ, now),
    now,
  };
}

const NOT_FORGOTTEN =
  "the system keeps what it holds of the disk (emptying it takes Linux and root): reads from disk may come from there";

async function measureFreshCallbacks({ size, database, table }: Size): Promise<void> {
  await database.use();
  const perSecond = await measureIngest();
  table.add("ingest, events/s", perSecond, false);
  tell(size, `ingest: ${perSecond.toFixed(0)} events/s`);
}

async function measureReadOf({ size, database, table, subjects, now }: Size, name: string, read: Read, round: number) {
  await database.use();
  const first = round * SUBJECTS_A_READ;
  const { disk, memory, buffers } = await measureRead(name, (n) => read(subjects, first + n, now));
  table.add(`${name}, from disk: p50 ms`, disk.p50, true);
  table.add(`${name}, from disk: p95 ms`, disk.p95, true);
  table.add(`${name}, from memory: p50 ms`, memory.p50, true);
  table.add(`${name}, from memory: p95 ms`, memory.p95, true);
  table.add(`${name}: buffers`, buffers, true);
  const [onDisk, inMemory] = [disk, memory].map(({ p50, p95 }) => `${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`);
  tell(size, `${name}: from disk ${onDisk}; from memory ${inMemory}; ${buffers.toFixed(0)} buffers`);
}

function tell(size: number, what: string): void {
  process.stderr.write(`  ${size.toLocaleString("en")} messages, ${what}\n`);
}
