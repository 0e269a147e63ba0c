import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { listPartitions, PARTITIONED } from "@/lib/database/partitions";
import { countPendingMigrations } from "@/lib/database/pending-migrations";
import { serverFolder } from "@/lib/database/server-folder";
import { readPool } from "@/lib/db";
import { TLS_PROBLEMS, type TlsProblem } from "@/lib/ingest/tls-problem";
import type { OverHttp } from "./judge-address";
import type { DatabaseFacts } from "./judge-database";

export type ServerFacts = DatabaseFacts & { clockOffsetMs: number; bytes: number };

/** What the server says of itself, of our rights there, and of its clock. */
export async function readServer(): Promise<ServerFacts> {
  const before = Date.now();
  const { rows } = await readPool().query<Omit<ServerFacts, "clockOffsetMs" | "pendingMigrations"> & { now: Date }>(
    FACTS,
  );
  const middle = (before + Date.now()) / 2;
  const [row] = rows;
  if (!row) throw new Error("the server says nothing of itself");
  const { now, ...facts } = row;
  const pendingMigrations = facts.ownsTables === null ? 0 : await countPendingMigrations(readPool());
  return { ...facts, pendingMigrations, clockOffsetMs: middle - now.getTime() };
}

const FACTS = `
  SELECT split_part(current_setting('server_version'), ' ', 1) AS version,
         current_setting('server_version_num')::int AS "versionNumber",
         pg_is_in_recovery() AS "isReplica", current_setting('server_encoding') AS encoding,
         has_database_privilege(current_database(), 'CREATE')
           AND coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AS "mayCreate",
         (SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('messages')) AS "ownsTables",
         clock_timestamp() AS now, pg_database_size(current_database())::float8 AS bytes`;

/** The months for which every partitioned table has its partition. */
export async function readMonths(): Promise<Date[]> {
  const attached = (await listPartitions(readPool())).filter(({ state }) => state === "attached");
  const months = new Set(attached.map(({ month }) => month.getTime()));
  const isWhole = (time: number) =>
    attached.filter(({ month }) => month.getTime() === time).length === PARTITIONED.length;
  return [...months].filter(isWhole).map((time) => new Date(time));
}

export async function readOverHttp(now: Date): Promise<OverHttp> {
  const since = new Date(now.getTime() - 86_400_000);
  const counted = await readPool().query<{ count: number }>(
    "SELECT coalesce(sum(over_http), 0)::int AS count FROM callback_rollups WHERE bucket_at > $1",
    [since],
  );
  const newest = await readPool().query<{ reason: TlsProblem; address: string }>(
    `SELECT reason, address FROM refused_callbacks WHERE reason = ANY ($1) AND received_at > $2
      ORDER BY received_at DESC LIMIT 1`,
    [TLS_PROBLEMS, since],
  );
  return { count: counted.rows[0]?.count ?? 0, newest: newest.rows[0] ?? null };
}

/** Room on the disk that holds DATA_DIR, or that will. */
export async function readFreeBytes(dataDir: string): Promise<number> {
  let folder = serverFolder(dataDir) ?? resolve(dataDir);
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
