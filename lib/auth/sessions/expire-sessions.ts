import { recordAudit } from "@/lib/audit/record-audit";
import { db } from "@/lib/db";

const BATCH = 100;

/** Forgets the sessions whose day is over, each on record. Returns how many. */
export async function expireSessions(now: Date): Promise<number> {
  for (let expired = 0; ; ) {
    const count = await expireBatch(now);
    expired += count;
    if (count < BATCH) return expired;
  }
}

function expireBatch(now: Date): Promise<number> {
  return db().$transaction(async (tx) => {
    const rows = await tx.$queryRaw<{ userId: string; expiresAt: Date }[]>`
      DELETE FROM sessions WHERE id IN (
        SELECT id FROM sessions WHERE expires_at <= ${now} ORDER BY expires_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
      RETURNING user_id AS "userId", expires_at AS "expiresAt"`;
    for (const { userId, expiresAt } of rows) {
      const subject = { type: "user", id: userId } as const;
      const details = { at: expiresAt.toISOString() };
      await recordAudit(tx, { actor: { kind: "system" }, action: "session_expired", subject, details, at: now });
    }
    return rows.length;
  });
}
