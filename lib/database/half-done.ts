import type pg from "pg";
import { AppError } from "@/lib/errors";

/** The lock that Prisma's engine holds for as long as a migration runs, also when nobody waits for it any more. */
const ENGINE_LOCK = 72_707_369;

/** Goes with a migration's script, in its transaction: what is not marked as finished has not happened. */
export const MARK_FINISHED =
  "UPDATE _prisma_migrations SET finished_at = now() WHERE finished_at IS NULL AND rolled_back_at IS NULL";

/** Where a second run would fail no statement, and yet spoil what the first one did. */
const HAS_HAPPENED: Readonly<Record<string, string>> = {
  "20261121122000_compact_counts":
    "SELECT EXISTS (SELECT FROM verifications WHERE jsonb_typeof(counted->0) = 'array') AS yes",
};

/** SQLSTATEs of what exists already, or is gone already. */
const HAPPENED_CODES = ["42P06", "42P07", "42701", "42710", "42723", "42P01", "42703", "42704"];

/**
 * Finishes what a killed process left in the middle, and names it. Each script is one transaction: it did nothing, and is
 * run, or all of it, and lacks but its mark (left by an earlier version, or by `prisma migrate`).
 */
export async function finishHalfDone(client: pg.ClientBase, scripts: ReadonlyMap<string, string>): Promise<string[]> {
  await client.query("SELECT pg_advisory_lock($1)", [ENGINE_LOCK]);
  const names = await listHalfDone(client);
  for (const name of names) await finish(client, name, scripts.get(name));
  await client.query("SELECT pg_advisory_unlock($1)", [ENGINE_LOCK]);
  return names;
}

async function listHalfDone(client: pg.ClientBase): Promise<string[]> {
  const { rows: tables } = await client.query("SELECT FROM pg_class WHERE oid = to_regclass('_prisma_migrations')");
  if (tables.length === 0) return [];
  const { rows } = await client.query<{ name: string }>(
    `SELECT migration_name AS name FROM _prisma_migrations
      WHERE finished_at IS NULL AND rolled_back_at IS NULL ORDER BY started_at`,
  );
  return rows.map(({ name }) => name);
}

async function finish(client: pg.ClientBase, name: string, script: string | undefined): Promise<void> {
  if (script === undefined) {
    throw new AppError(
      "misconfigured",
      `The database stands in the middle of migration ${name}, which this version does not have: start the version that began it.`,
    );
  }
  const probe = HAS_HAPPENED[name];
  const isDone = probe !== undefined && (await client.query<{ yes: boolean }>(probe)).rows[0]?.yes;
  await client.query("BEGIN");
  try {
    if (!isDone) await client.query(script);
    await client.query(MARK_FINISHED);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    if (!HAPPENED_CODES.includes((error as { code?: string }).code ?? "")) throw error;
    await client.query(MARK_FINISHED);
  }
}
