import { readdirSync, readFileSync } from "node:fs";
import type pg from "pg";

/** What storing callbacks took from the machine: processor seconds, bytes and syncs of the write-ahead log. */
export type Cost = { cpuSeconds: number; walBytes: number; walSyncs: number };

const TICKS_PER_SECOND = 100;

/** The cost so far of a server process and of the whole PostgreSQL behind it. */
export async function readCost(client: pg.Client, serverPid: number): Promise<Cost> {
  const { rows } = await client.query<{ bytes: string; syncs: string; postmaster: number }>(
    `SELECT (SELECT wal_bytes FROM pg_stat_wal)::text AS bytes,
            (SELECT coalesce(sum(fsyncs), 0) FROM pg_stat_io WHERE object = 'wal')::text AS syncs,
            (SELECT min(pid) FROM pg_stat_activity WHERE backend_type = 'checkpointer') AS postmaster`,
  );
  const [row] = rows;
  const postmaster = parentOf(row?.postmaster ?? 0);
  return {
    cpuSeconds: cpuOf(serverPid) + childrenOf(postmaster).reduce((sum, pid) => sum + cpuOf(pid), cpuOf(postmaster)),
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

function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}

function parentOf(pid: number): number {
  return Number(statOf(pid)[1] ?? 0);
}

function cpuOf(pid: number): number {
  const stat = statOf(pid);
  return (Number(stat[11] ?? 0) + Number(stat[12] ?? 0)) / TICKS_PER_SECOND;
}

function childrenOf(parent: number): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && parentOf(pid) === parent);
}
