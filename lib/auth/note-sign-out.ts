import { recordAudit } from "@/lib/audit/record-audit";
import { db } from "@/lib/db";

export async function noteSignOut(userId: string, at: Date): Promise<void> {
  const user = { id: userId };
  const entry = {
    actor: { kind: "user", ...user },
    action: "sign_out",
    subject: { type: "user", ...user },
    at,
  } as const;
  await db().$transaction((tx) => recordAudit(tx, entry));
}
