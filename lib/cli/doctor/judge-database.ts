import { addMonths } from "@/lib/database/partitions";
import { bad, type Finding, ok, unknown, warn } from "./finding";

export type DatabaseFacts = {
  version: string;
  versionNumber: number;
  isReplica: boolean;
  encoding: string;
  /** May make schemas, and tables in its own. */
  mayCreate: boolean;
  /** Null before the first migration. */
  ownsTables: boolean | null;
  pendingMigrations: number;
};

const OLDEST_VERSION = 150_000;

export function judgeDatabase(facts: DatabaseFacts): Finding[] {
  return [judgeVersion(facts), judgeRights(facts), judgeTables(facts)];
}

function judgeVersion({ version, versionNumber, encoding }: DatabaseFacts): Finding {
  const check = "database version";
  if (versionNumber < OLDEST_VERSION) return bad(check, `PostgreSQL ${version}`, "Use PostgreSQL 15 or newer.");
  if (encoding === "UTF8") return ok(check, `PostgreSQL ${version}`);
  return bad(check, `PostgreSQL ${version} with encoding ${encoding}`, "Create the database with ENCODING 'UTF8'.");
}

function judgeRights({ isReplica, mayCreate, ownsTables }: DatabaseFacts): Finding {
  const check = "database rights";
  if (isReplica) return bad(check, "the server is a read-only replica", "Point DATABASE_URL at the primary.");
  if (!mayCreate) return bad(check, "the user may not create schemas and tables", GRANT);
  if (ownsTables === false) return bad(check, "the tables belong to another user", GRANT);
  return ok(check, "the user may create and change tables");
}

const GRANT = "Make the user of DATABASE_URL the owner of the database and of its tables.";

function judgeTables({ ownsTables, pendingMigrations }: DatabaseFacts): Finding {
  const check = "tables";
  if (ownsTables === null) return unknown(check, "none yet", "The first start makes them, or cli migrate.");
  if (pendingMigrations === 0) return ok(check, "those of this version");
  return warn(check, `${pendingMigrations} migrations are still to come`, "Start the server, or run cli migrate.");
}

const CLOCK_WARN_MS = 2_000;
const CLOCK_BAD_MS = 60_000;

/** `offsetMs` is how far this machine's clock is before the database's. */
export function judgeClock(offsetMs: number): Finding {
  const found = `${Math.abs(offsetMs / 1_000).toFixed(1)} s ${offsetMs < 0 ? "behind" : "ahead of"} the database's`;
  if (Math.abs(offsetMs) < CLOCK_WARN_MS) return ok("clock", found);
  const todo = "Set both by NTP: times are compared, and signatures may be refused as too old.";
  return Math.abs(offsetMs) < CLOCK_BAD_MS ? warn("clock", found, todo) : bad("clock", found, todo);
}

const MONTHS_AHEAD = 3;

/** `months` are those that every partitioned table has. */
export function judgePartitions(months: readonly Date[], now: Date): Finding {
  const has = (offset: number) => months.some((month) => month.getTime() === addMonths(now, offset).getTime());
  const todo = "Start the server or the worker, or run cli migrate: each makes those of three months ahead.";
  if (!has(0)) return bad("partitions", "none for this month", todo);
  let ahead = 0;
  while (has(ahead + 1)) ahead += 1;
  const found = `made up to ${addMonths(now, ahead).toISOString().slice(0, 7)}`;
  return ahead >= MONTHS_AHEAD ? ok("partitions", found) : warn("partitions", found, todo);
}

const GIB = 1_073_741_824;

/** `databaseBytes` is null where there is no database yet, `freeBytes` where its disk cannot be seen from here. */
export function judgeDisk({
  freeBytes,
  databaseBytes,
}: {
  freeBytes: number | null;
  databaseBytes: number | null;
}): Finding {
  const size = databaseBytes === null ? "" : `the database takes ${gib(databaseBytes)}`;
  if (freeBytes === null) return unknown("disk", size || "not seen from here", "Watch the database server's own disk.");
  const found = `${gib(freeBytes)} free${size && `; ${size}`}`;
  if (freeBytes >= Math.max(5 * GIB, databaseBytes ?? 0)) return ok("disk", found);
  const todo = "Give it more room, or set how long data are kept (cli retention set).";
  return freeBytes < GIB ? bad("disk", found, todo) : warn("disk", found, todo);
}

function gib(bytes: number): string {
  return `${(bytes / GIB).toFixed(1)} GiB`;
}
