import { validate } from "uuid";
import type { AuditActor } from "@/lib/audit/audit-entry";
import { recordAudit } from "@/lib/audit/record-audit";
import { requirePermission } from "@/lib/auth/require-permission";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";

export type RevokeApiKeyResult = { ok: true } | { ok: false; code: "not_found" };

export async function revokeApiKeyForAdmin(keyId: string, clock: Clock): Promise<RevokeApiKeyResult> {
  const { id } = await requirePermission("api-key:write");
  return revokeApiKey({ kind: "user", id }, keyId, clock);
}

/** Ends a key with its next request, for good. Permission is the caller's to prove. */
export async function revokeApiKey(actor: AuditActor, keyId: string, clock: Clock): Promise<RevokeApiKeyResult> {
  if (!validate(keyId)) return { ok: false, code: "not_found" };
  const at = clock();
  return db().$transaction(async (tx) => {
    const where = { id: keyId, revokedAt: null };
    const { count } = await tx.apiKey.updateMany({ where, data: { revokedAt: at } });
    if (count === 0) return { ok: false, code: "not_found" };
    const subject = { type: "api_key", id: keyId } as const;
    await recordAudit(tx, { actor, action: "api_key_revoked", subject, at });
    return { ok: true };
  });
}
