import { readdirSync, readFileSync } from "node:fs";
import type pg from "pg";

/** What storing callbacks took from the machine: processor seconds, bytes and syncs of the write-ahead log. */
export type Cost = { cpuSeconds: number; walBytes: number; walSyncs: number };

const TICKS_PER_SECOND = 100;

/**
 * The cost so far of a server process and of the whole PostgreSQL behind it. Syncs are told late: a session
 * reports its own once a second at most, and when it ends.
 */
export async function readCost(client: pg.Client, serverPid: number): Promise<Cost> {
  const { rows } = await client.query<{ bytes: string; syncs: string; checkpointer: number }>(
    `SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn AS bytes,
            (SELECT coalesce(sum(fsyncs), 0) FROM pg_stat_io WHERE object = 'wal') AS syncs,
            (SELECT min(pid) FROM pg_stat_activity WHERE backend_type = 'checkpointer') AS checkpointer`,
  );
  const [row] = rows;
  const stats = readStats();
  const postmaster = stats.get(row?.checkpointer ?? 0)?.parent ?? 0;
  return {
    cpuSeconds: familyCpu(stats, serverPid) + familyCpu(stats, postmaster),
    walBytes: Number(row?.bytes ?? 0),
    walSyncs: Number(row?.syncs ?? 0),
  };
}

export function costBetween(before: Cost, after: Cost): Cost {
  return {
    cpuSeconds: after.cpuSeconds - before.cpuSeconds,
    walBytes: after.walBytes - before.walBytes,
    walSyncs: after.walSyncs - before.walSyncs,
  };
}

/** Processor seconds so far of each of some processes that still run. */
export function cpuOf(pids: readonly number[]): Map<number, number> {
  const stats = readStats();
  return new Map(pids.map((pid) => [pid, stats.get(pid)?.cpuSeconds ?? 0]));
}

/** Processor seconds so far of a process and its children, those that have ended among them. */
export function cpuWithChildren(pid: number): number {
  return familyCpu(readStats(), pid);
}

type Stat = { parent: number; cpuSeconds: number; endedChildrenSeconds: number };

function familyCpu(stats: ReadonlyMap<number, Stat>, pid: number): number {
  const own = stats.get(pid);
  if (!own) return 0;
  const children = [...stats].filter(([, { parent }]) => parent === pid).map(([child]) => familyCpu(stats, child));
  return children.reduce((sum, seconds) => sum + seconds, own.cpuSeconds + own.endedChildrenSeconds);
}

function readStats(): Map<number, Stat> {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return new Map(pids.flatMap((name) => (readStat(name) ?? []).map((stat) => [Number(name), stat] as const)));
}

/** Null for a process that has ended since it was listed. */
function readStat(pid: string): [Stat] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const seconds = (index: number) => Number(fields[index] ?? 0) / TICKS_PER_SECOND;
    const [cpuSeconds, endedChildrenSeconds] = [seconds(11) + seconds(12), seconds(13) + seconds(14)];
    return [{ parent: Number(fields[1] ?? 0), cpuSeconds, endedChildrenSeconds }];
  } catch {
    return null;
  }
}
