import { validate } from "uuid";
import type { User } from "@/generated/prisma/client";
import type { AuditAction } from "@/lib/audit/audit-action";
import type { AuditDetails } from "@/lib/audit/audit-entry";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Role } from "@/lib/auth/permissions";
import { requirePermission } from "@/lib/auth/require-permission";
import type { Clock } from "@/lib/clock";
import { db, type Tx } from "@/lib/db";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";

export type ChangeResult = { ok: true } | { ok: false; code: "not_found" | "own_account" | "demo_account" };

/** Lets somebody in again. A demo account stays out where there is no demo: its password was printed. */
export function enableUser(id: string, clock: Clock): Promise<ChangeResult> {
  return changeAccount(id, clock, ({ status, demo }) => {
    if (status === "active") return null;
    if (demo && env().DEMO !== "on") return { refused: "demo_account" };
    return { data: { status: "active" }, action: "user_enabled" };
  });
}

/** Shuts somebody out with their next request; what they did stays on record. */
export function disableUser(id: string, clock: Clock): Promise<ChangeResult> {
  return changeAccount(id, clock, ({ status }) =>
    status === "disabled" ? null : { data: { status: "disabled" }, action: "user_disabled" },
  );
}

/** Gives somebody another role; it counts from their next request on. */
export function changeRole({ id, role }: { id: string; role: Role }, clock: Clock): Promise<ChangeResult> {
  return changeAccount(id, clock, (user) => {
    if (user.role === role) return null;
    return { data: { role }, action: "user_role_changed", details: { from: user.role, to: role } };
  });
}

type Change = {
  data: Pick<Partial<User>, "role" | "status">;
  action: AuditAction;
  details?: AuditDetails;
};

/**
 * Changes somebody else's account, with its entry in the log. Nobody changes their own, and whoever changes one is
 * proven, under lock, to be an active admin still: so one always remains, also when two demote each other at once.
 */
async function changeAccount(
  id: string,
  clock: Clock,
  changeOf: (user: User) => Change | { refused: "demo_account" } | null,
): Promise<ChangeResult> {
  const { id: actorId } = await requirePermission("user:write");
  if (!validate(id)) return { ok: false, code: "not_found" };
  if (id.toLowerCase() === actorId) return { ok: false, code: "own_account" };
  return db().$transaction(async (tx) => {
    const user = await lockAccount(tx, actorId, id);
    if (!user) return { ok: false, code: "not_found" };
    const change = changeOf(user);
    if (!change) return { ok: true };
    if ("refused" in change) return { ok: false, code: change.refused };
    const { data, action, details } = change;
    const at = clock();
    await tx.user.update({ where: { id }, data: { ...data, updatedAt: at } });
    const subject = { type: "user", id: user.id } as const;
    await recordAudit(tx, { actor: { kind: "user", id: actorId }, action, subject, details, at });
    return { ok: true };
  });
}

/** Admins and the account in one order of ids, so that two changes at once wait instead of deadlocking. */
async function lockAccount(tx: Tx, actorId: string, id: string): Promise<User | null> {
  const locked = await tx.$queryRaw<{ id: string; isAdmin: boolean }[]>`
    SELECT id, role = 'admin' AND status = 'active' AS "isAdmin" FROM users
     WHERE id = ${id}::uuid OR id = ${actorId}::uuid ORDER BY id FOR UPDATE`;
  if (!locked.some((row) => row.id === actorId && row.isAdmin)) {
    throw new AppError("forbidden", "Your role may not do this.");
  }
  return tx.user.findUnique({ where: { id } });
}
