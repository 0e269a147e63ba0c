import { readPool } from "@/lib/db";
import { TIMER_SLOT } from "@/lib/ledger/counts/write-rollups";

/**
 * Lets PostgreSQL itself fail so many of a hundred commits that store callbacks, half of them with a serialization
 * failure and half with a deadlock. In the database of one test alone.
 */
export async function injectConflicts(percent: number): Promise<void> {
  await readPool().query(`${FUNCTION.replace("$percent", String(percent))};${TRIGGER}`);
}

/** How many so far; a sequence alone is not rolled back with the transaction. */
export async function injectedConflicts(): Promise<number> {
  const { rows } = await readPool().query<{ n: number }>(
    "SELECT (last_value - (NOT is_called)::int)::int AS n FROM injected_conflicts",
  );
  return rows[0]?.n ?? 0;
}

// One verdict a transaction, however many rows it counts; a retry has another id, and another fate.
const FUNCTION = `
  CREATE SEQUENCE IF NOT EXISTS injected_conflicts;
  CREATE OR REPLACE FUNCTION inject_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    fate integer := abs(hashtext(pg_current_xact_id()::text) % 100);
  BEGIN
    IF fate < $percent THEN
      PERFORM nextval('injected_conflicts');
      RAISE EXCEPTION 'injected' USING ERRCODE = CASE fate % 2 WHEN 0 THEN '40001' ELSE '40P01' END;
    END IF;
    RETURN NULL;
  END $$`;
const TRIGGER = `
  DROP TRIGGER IF EXISTS inject_conflict ON callback_rollups;
  CREATE CONSTRAINT TRIGGER inject_conflict AFTER INSERT OR UPDATE ON callback_rollups
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.slot < ${TIMER_SLOT})
    EXECUTE FUNCTION inject_conflict()`;
