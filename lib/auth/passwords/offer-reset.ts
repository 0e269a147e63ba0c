import { validate } from "uuid";
import type { AuditActor } from "@/lib/audit/audit-entry";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";
import { newId } from "@/lib/ids";
import { hashToken, newToken } from "../hash-token";
import { requirePermission } from "../require-permission";

const VALID_MS = 24 * 3_600_000;

export type OfferResetResult =
  | { ok: true; email: string /** Shown this once. */; token: string; expiresAt: Date }
  | { ok: false; code: "not_found" | "own_account" | "disabled" | "demo_account" };

/** Makes the link with which a colleague sets a new password. One's own is changed with the present one. */
export async function offerResetForAdmin(userId: string, clock: Clock): Promise<OfferResetResult> {
  const { id } = await requirePermission("user:write");
  if (userId.toLowerCase() === id) return { ok: false, code: "own_account" };
  return offerReset({ kind: "user", id }, userId, clock);
}

/**
 * A link token that sets a new password once, within a day; one made before for this account stops working. The
 * present password works until then. Permission is the caller's to prove.
 */
export async function offerReset(actor: AuditActor, userId: string, clock: Clock): Promise<OfferResetResult> {
  const user = validate(userId) ? await db().user.findUnique({ where: { id: userId } }) : null;
  if (!user) return { ok: false, code: "not_found" };
  if (user.demo) return { ok: false, code: "demo_account" };
  if (user.status !== "active") return { ok: false, code: "disabled" };
  const at = clock();
  const token = newToken();
  const expiresAt = new Date(at.getTime() + VALID_MS);
  const offeredBy = actor.kind === "user" ? actor.id : null;
  const tokenHash = new Uint8Array(hashToken(token));
  const row = { id: newId(at), tokenHash, offeredBy, expiresAt, createdAt: at };
  await db().$transaction(async (tx) => {
    await tx.passwordReset.upsert({ where: { userId: user.id }, create: { ...row, userId: user.id }, update: row });
    const subject = { type: "user", id: user.id } as const;
    await recordAudit(tx, { actor, action: "password_reset_offered", subject, at });
  });
  return { ok: true, email: user.email, token, expiresAt };
}
