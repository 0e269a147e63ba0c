import type { AuditActor } from "@/lib/audit/audit-entry";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";
import { ID_SETTING, type IdSettings } from "./id-settings";

/** Changes what is known of the app's ids. Permission is the caller's to prove. */
export async function setIdSettings(value: IdSettings, actor: AuditActor, clock: Clock): Promise<IdSettings> {
  await db().$transaction(async (tx) => {
    await tx.setting.upsert({
      where: { name: ID_SETTING },
      create: { name: ID_SETTING, value },
      update: { value, version: { increment: 1 }, updatedAt: clock() },
    });
    const subject = { type: "setting", id: ID_SETTING } as const;
    await recordAudit(tx, { actor, action: "setting_changed", subject, details: { ...value }, at: clock() });
  });
  return value;
}
