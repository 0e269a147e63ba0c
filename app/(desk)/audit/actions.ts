"use server";

import { openAction } from "@/app/(desk)/open-action";
import { whileReachable } from "@/app/read";
import { isOutage } from "@/lib/api/is-outage";
import type { AuditVerdict } from "@/lib/audit/verify-chain";
import { verifyAudit } from "@/lib/audit-log/verify-audit";
import { log } from "@/lib/log";

export type VerifyView = AuditVerdict | { ok: false; code: "outage" };

export async function verifyLog(): Promise<VerifyView> {
  await openAction("audit:read");
  try {
    return await whileReachable(verifyAudit());
  } catch (error) {
    if (!isOutage(error)) throw error;
    log().error({ code: (error as { code?: unknown }).code }, "the audit log could not be read");
    return { ok: false, code: "outage" };
  }
}
