import type { AuditActor } from "@/lib/audit/audit-entry";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";
import { RETENTION_SETTING, RetentionSettings, readRetention } from "./retention-settings";

export type SetRetentionResult =
  | { ok: true; settings: RetentionSettings }
  | { ok: false; code: "invalid_input"; fields: Record<string, string> };

/** Changes how long data are kept; what is not given stays as it is. Permission is the caller's to prove. */
export async function setRetention(
  input: Partial<RetentionSettings>,
  actor: AuditActor,
  clock: Clock,
): Promise<SetRetentionResult> {
  const parsed = RetentionSettings.safeParse({ ...(await readRetention()), ...input });
  if (!parsed.success) {
    const fields = Object.fromEntries(parsed.error.issues.map(({ path, message }) => [path.join("."), message]));
    return { ok: false, code: "invalid_input", fields };
  }
  const settings = parsed.data;
  const { messagesMonths, payloadsMonths } = settings;
  if (messagesMonths !== null && payloadsMonths !== null && payloadsMonths > messagesMonths) {
    const fields = { payloadsMonths: `callbacks cannot be kept longer than their messages (${messagesMonths} months)` };
    return { ok: false, code: "invalid_input", fields };
  }
  await db().$transaction(async (tx) => {
    const value = settings;
    await tx.setting.upsert({
      where: { name: RETENTION_SETTING },
      create: { name: RETENTION_SETTING, value },
      update: { value, version: { increment: 1 }, updatedAt: clock() },
    });
    const subject = { type: "setting", id: RETENTION_SETTING } as const;
    await recordAudit(tx, { actor, action: "setting_changed", subject, details: { ...settings }, at: clock() });
  });
  return { ok: true, settings };
}
