import type { AuditDetails } from "@/lib/audit/audit-entry";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Clock } from "@/lib/clock";
import { db, type Tx } from "@/lib/db";
import { open } from "@/lib/privacy/seal";
import type { StandingSession } from "./find-session";

/** With the issuer's token where the session came from a single sign-on: signing out there asks for it. */
export type EndedSession = { idToken: string | null };

/** Signs one browser out, on record. */
export async function signOut(id: string, clock: Clock): Promise<EndedSession> {
  const [ended] = await db().$transaction(async (tx) => {
    const rows = await tx.$queryRaw<Ended[]>`
      DELETE FROM sessions WHERE id = ${id}::uuid RETURNING id, user_id AS "userId", id_token AS "idToken"`;
    for (const { userId } of rows) await noteSignOut(tx, userId, {}, clock());
    return rows;
  });
  return whatEnded(ended);
}

/** Signs whoever has this session out of every browser, on record. */
export async function signOutEverywhere({ id, user }: StandingSession, clock: Clock): Promise<EndedSession> {
  const ended = await db().$transaction(async (tx) => {
    const rows = await tx.$queryRaw<Ended[]>`
      DELETE FROM sessions WHERE user_id = ${user.id}::uuid RETURNING id, user_id AS "userId", id_token AS "idToken"`;
    await noteSignOut(tx, user.id, { everywhere: true, sessions: rows.length }, clock());
    return rows;
  });
  return whatEnded(ended.find((one) => one.id === id));
}

/** Ends every session of an account, in the transaction of what ends them, which stands in the log itself. */
export async function dropSessions(tx: Tx, userId: string): Promise<number> {
  const { count } = await tx.session.deleteMany({ where: { userId } });
  return count;
}

type Ended = { id: string; userId: string; idToken: Uint8Array | null };

function whatEnded(ended: Ended | undefined): EndedSession {
  if (!ended?.idToken) return { idToken: null };
  return { idToken: open(ended.idToken, "session", ended.id).toString("utf8") };
}

function noteSignOut(tx: Tx, id: string, details: AuditDetails, at: Date) {
  const subject = { type: "user", id } as const;
  return recordAudit(tx, { actor: { kind: "user", id }, action: "sign_out", subject, details, at });
}
