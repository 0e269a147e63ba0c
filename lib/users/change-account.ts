import { validate } from "uuid";
import type { User } from "@/generated/prisma/client";
import type { AuditAction } from "@/lib/audit/audit-action";
import type { AuditActor, AuditDetails } from "@/lib/audit/audit-entry";
import { recordAudit } from "@/lib/audit/record-audit";
import { isRole, may, type Role } from "@/lib/auth/permissions";
import { requirePermission } from "@/lib/auth/require-permission";
import { dropSessions } from "@/lib/auth/sessions/end-sessions";
import type { Clock } from "@/lib/clock";
import { db, type Tx } from "@/lib/db";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { voidLinks } from "./void-links";

export type ChangeResult =
  | { ok: true }
  | { ok: false; code: "not_found" | "own_account" | "demo_account" | "last_admin" };

export type AccountChange = { to: "enabled" } | { to: "disabled" } | { to: "role"; role: Role };

/** Lets somebody in again, who has to sign in anew. A demo account stays out where there is no demo. */
export function enableUser(id: string, clock: Clock): Promise<ChangeResult> {
  return changeForAdmin(id, { to: "enabled" }, clock);
}

/** Shuts somebody out with their next request; what they did stays on record. */
export function disableUser(id: string, clock: Clock): Promise<ChangeResult> {
  return changeForAdmin(id, { to: "disabled" }, clock);
}

/** Gives somebody another role; it counts from their next request on. */
export function changeRole({ id, role }: { id: string; role: Role }, clock: Clock): Promise<ChangeResult> {
  return changeForAdmin(id, { to: "role", role }, clock);
}

/** Nobody changes their own account. */
async function changeForAdmin(id: string, change: AccountChange, clock: Clock): Promise<ChangeResult> {
  const { id: actorId } = await requirePermission("user:write");
  if (id.toLowerCase() === actorId) return { ok: false, code: "own_account" };
  return changeAccount({ kind: "user", id: actorId }, id, change, clock);
}

/**
 * Changes an account, with its entry in the log. Permission is the caller's to prove; a person is proven again, under
 * lock, to be an active admin still. One always remains, also when two demote each other at once.
 */
export async function changeAccount(
  actor: AuditActor,
  id: string,
  wanted: AccountChange,
  clock: Clock,
): Promise<ChangeResult> {
  if (!validate(id)) return { ok: false, code: "not_found" };
  return db().$transaction(async (tx) => {
    const admins = await lockAccounts(tx, id);
    if (actor.kind === "user" && !admins.includes(actor.id))
      throw new AppError("forbidden", "Your role may not do this.");
    const user = await tx.user.findUnique({ where: { id } });
    if (!user) return { ok: false, code: "not_found" };
    const change = changeOf(user, wanted);
    if (!change) return { ok: true };
    if ("refused" in change) return { ok: false, code: change.refused };
    const staysAdmin = isAdmin({ ...user, ...change.data });
    if (isAdmin(user) && !staysAdmin && admins.length === 1) return { ok: false, code: "last_admin" };
    await makeChange(tx, user, change, actor, clock());
    return { ok: true };
  });
}

type Change = { data: Partial<Pick<User, "role" | "status">>; action: AuditAction; details?: AuditDetails };

/** What is to be done to an account; null where it is so already. */
function changeOf(user: User, wanted: AccountChange): Change | { refused: "demo_account" } | null {
  switch (wanted.to) {
    case "enabled":
      if (user.status === "active") return null;
      // Its password was printed.
      if (user.demo && env().DEMO !== "on") return { refused: "demo_account" };
      return { data: { status: "active" }, action: "user_enabled" };
    case "disabled":
      return user.status === "disabled" ? null : { data: { status: "disabled" }, action: "user_disabled" };
    case "role": {
      const details = { from: user.role, to: wanted.role };
      return user.role === wanted.role ? null : { data: { role: wanted.role }, action: "user_role_changed", details };
    }
  }
}

/** Whoever is shut out is out everywhere, for good, and so is what they handed out by a right that they lose. */
async function makeChange(
  tx: Tx,
  user: User,
  { data, action, details }: Change,
  actor: AuditActor,
  at: Date,
): Promise<void> {
  const after = { ...user, ...data };
  await tx.user.update({ where: { id: user.id }, data: { ...data, updatedAt: at } });
  if (after.status !== "active") {
    await dropSessions(tx, user.id);
    await tx.passwordReset.deleteMany({ where: { userId: user.id } });
  }
  const subject = { type: "user", id: user.id } as const;
  await recordAudit(tx, { actor, action, subject, details, at });
  if (after.status !== "active" || !isRole(after.role) || !may(after.role, "user:write")) {
    await voidLinks(tx, user.id, actor, at);
  }
}

function isAdmin({ role, status }: Pick<User, "role" | "status">): boolean {
  return role === "admin" && status === "active";
}

/** The admins and the account in one order of ids, so that two changes at once wait instead of deadlocking. */
async function lockAccounts(tx: Tx, id: string): Promise<string[]> {
  const locked = await tx.$queryRaw<{ id: string; isAdmin: boolean }[]>`
    SELECT id, role = 'admin' AND status = 'active' AS "isAdmin" FROM users
     WHERE id = ${id}::uuid OR (role = 'admin' AND status = 'active') ORDER BY id FOR UPDATE`;
  return locked.filter((row) => row.isAdmin).map((row) => row.id);
}
