import { z } from "zod";
import type { AuditActor } from "@/lib/audit/audit-entry";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";
import { newId } from "@/lib/ids";
import { API_SCOPES } from "./api-scopes";
import { hashToken, newToken } from "./hash-token";

export const AddApiKeyInput = z.strictObject({
  label: z.string().trim().min(1).max(100),
  scopes: z.array(z.enum(API_SCOPES)).min(1),
  demo: z.boolean().default(false),
});
export type AddApiKeyInput = z.input<typeof AddApiKeyInput>;

/** Makes a key for the sending app. The key itself is shown this once; only its hash is kept. */
export async function addApiKey(
  input: AddApiKeyInput,
  clock: Clock,
  actor: AuditActor = { kind: "system" },
): Promise<{ id: string; key: string }> {
  const { label, scopes, demo } = AddApiKeyInput.parse(input);
  const now = clock();
  const key = newToken("otpdesk_");
  const data = {
    id: newId(now),
    label,
    scopes: [...new Set(scopes)],
    demo,
    keyHash: new Uint8Array(hashToken(key)),
    createdAt: now,
  };
  const { id } = data;
  await db().$transaction(async (tx) => {
    await tx.apiKey.create({ data });
    const subject = { type: "api_key", id } as const;
    const details = { scopes: data.scopes.join(" ") };
    await recordAudit(tx, { actor, action: "api_key_added", subject, details, at: now });
  });
  return { id, key };
}
