import { validate } from "uuid";
import { recordAudit } from "@/lib/audit/record-audit";
import { requirePermission } from "@/lib/auth/require-permission";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";
import { isCallerField } from "@/lib/ingest/callers/caller-fields";
import { rereadConnections } from "@/lib/ingest/connections";

export type RevokeSecretResult = { ok: true } | { ok: false; code: "not_found" | "in_force" };

/**
 * Ends a replaced secret before its overlap does. The one in force is replaced instead: without any, some
 * providers' callbacks would be taken unproven. What callers are asked for beside that may be asked no more.
 */
export async function revokeSecret(secretId: string, clock: Clock): Promise<RevokeSecretResult> {
  const user = await requirePermission("secret:write");
  if (!validate(secretId)) return { ok: false, code: "not_found" };
  const at = clock();
  const result = await db().$transaction(async (tx): Promise<RevokeSecretResult> => {
    const secret = await tx.connectionSecret.findUnique({ where: { id: secretId } });
    if (!secret || secret.state === "revoked") return { ok: false, code: "not_found" };
    const states = isCallerField(secret.name) ? ["retiring", "active"] : ["retiring"];
    const where = { id: secretId, state: { in: states } };
    const { count } = await tx.connectionSecret.updateMany({ where, data: { state: "revoked" } });
    if (count === 0) return { ok: false, code: "in_force" };
    const subject = { type: "connection", id: secret.connectionId } as const;
    const details = { name: secret.name, fingerprint: secret.fingerprint };
    await recordAudit(tx, { actor: { kind: "user", id: user.id }, action: "secret_revoked", subject, details, at });
    return { ok: true };
  });
  if (result.ok) await rereadConnections();
  return result;
}
