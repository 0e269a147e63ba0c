import { readPool } from "@/lib/db";

/** Forgets the readers that no longer renew, and with them what was kept for them. Returns how many rows went. */
export async function sweepOutbox(): Promise<number> {
  await readPool().query("DELETE FROM outbox_interests WHERE expires_at <= now()");
  const { rowCount } = await readPool().query(UNREAD);
  return rowCount ?? 0;
}

/** Whoever writes a row has seen its reader, so that a row seen here without one has none. */
const UNREAD = "DELETE FROM outbox o WHERE NOT EXISTS (SELECT FROM outbox_interests i WHERE i.reader = o.reader)";
