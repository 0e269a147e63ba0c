import { readPool } from "@/lib/db";

const BATCH = 5_000;

/** Forgets the refs of dropped messages and attempts for which no callback is repeated any more. Returns how many. */
export async function expireTombstones(now: Date): Promise<number> {
  return (await expire("message_refs", now)) + (await expire("verification_refs", now));
}

async function expire(table: "message_refs" | "verification_refs", now: Date): Promise<number> {
  for (let expired = 0; ; ) {
    const { rowCount } = await readPool().query(expireSql(table), [now]);
    expired += rowCount ?? 0;
    if ((rowCount ?? 0) < BATCH) return expired;
  }
}

const expireSql = (table: string) => `
  DELETE FROM ${table} WHERE (namespace, ref) IN (
    SELECT namespace, ref FROM ${table} WHERE expires_at <= $1 ORDER BY expires_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)`;
