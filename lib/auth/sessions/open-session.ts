import { db } from "@/lib/db";
import { newId } from "@/lib/ids";
import { seal } from "@/lib/privacy/seal";

/** One working day, whatever happens in it: nothing prolongs a session. */
export const SESSION_SECONDS = 12 * 3600;

/**
 * Begins a session of an active account; null for every other one. The lock on the account has a change that ends
 * its sessions come wholly before, and then this finds it disabled, or wholly after.
 */
export async function openSession(
  { userId, idToken }: { userId: string /** The issuer's, of a single sign-on. */; idToken?: string },
  now: Date,
): Promise<string | null> {
  const id = newId(now);
  const expiresAt = new Date(now.getTime() + SESSION_SECONDS * 1000);
  const sealed = idToken === undefined ? null : seal(Buffer.from(idToken, "utf8"), "session", id);
  const opened = await db().$executeRaw`
    INSERT INTO sessions (id, user_id, id_token, expires_at, created_at)
    SELECT ${id}::uuid, id, ${sealed}::bytea, ${expiresAt}, ${now} FROM users
     WHERE id = ${userId}::uuid AND status = 'active' FOR SHARE`;
  return opened === 1 ? id : null;
}
