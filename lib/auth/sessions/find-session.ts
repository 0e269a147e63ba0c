import { validate } from "uuid";
import { db } from "@/lib/db";
import { isRole, type Role } from "../permissions";

export type CurrentUser = { id: string; email: string; name: string; role: Role };
export type StandingSession = { id: string; expiresAt: Date; user: CurrentUser };

/** Whether what a cookie carried can name a session at all. */
export function isSessionId(value: unknown): value is string {
  return typeof value === "string" && validate(value);
}

type Row = { expiresAt: Date; userId: string; email: string; name: string; role: string };

/** The session of this id while it stands, with its account as it is now: one read by two keys. */
export async function findSession(id: string, now: Date): Promise<StandingSession | null> {
  const [row] = await db().$queryRaw<Row[]>`
    SELECT s.expires_at AS "expiresAt", u.id AS "userId", u.email, u.name, u.role
      FROM sessions s JOIN users u ON u.id = s.user_id
     WHERE s.id = ${id}::uuid AND s.expires_at > ${now} AND u.status = 'active'`;
  if (!row || !isRole(row.role)) return null;
  const { expiresAt, userId, email, name, role } = row;
  return { id, expiresAt, user: { id: userId, email, name, role } };
}
