import { readPool } from "@/lib/db";

const BATCH = 5_000;

/** Forgets the refs of dropped messages for which no callback is repeated any more. Returns how many. */
export async function expireTombstones(now: Date): Promise<number> {
  for (let expired = 0; ; ) {
    const { rowCount } = await readPool().query(EXPIRE, [now]);
    expired += rowCount ?? 0;
    if ((rowCount ?? 0) < BATCH) return expired;
  }
}

const EXPIRE = `
  DELETE FROM message_refs WHERE (namespace, ref) IN (
    SELECT namespace, ref FROM message_refs WHERE expires_at <= $1 ORDER BY expires_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)`;
