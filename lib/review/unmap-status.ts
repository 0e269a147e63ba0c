import { validate } from "uuid";
import { recordAudit } from "@/lib/audit/record-audit";
import { requirePermission } from "@/lib/auth/require-permission";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";
import { remapStored } from "./apply-mappings";
import type { Remapped } from "./remap-status";
import { settleItems } from "./settle-items";

export type UnmapStatusResult = ({ ok: true } & Remapped) | { ok: false; code: "not_found" };

/** Takes a mapping back: its events are read by what is left, and are unknown again where nothing is. */
export async function unmapStatus(mappingId: string, clock: Clock): Promise<UnmapStatusResult> {
  const user = await requirePermission("mapping:write");
  if (!validate(mappingId)) return { ok: false, code: "not_found" };
  const at = clock();
  const retired = await db().$transaction(async (tx) => {
    const where = { id: mappingId, retiredAt: null };
    const { count } = await tx.statusMapping.updateMany({ where, data: { retiredAt: at, appliedAt: null } });
    const mapping = count === 0 ? null : await tx.statusMapping.findUnique({ where: { id: mappingId } });
    if (!mapping) return null;
    await settleItems(tx, mapping);
    const subject = mapping.connectionId === null ? null : ({ type: "connection", id: mapping.connectionId } as const);
    const details = { mapping: mapping.id, version: mapping.version };
    await recordAudit(tx, { actor: { kind: "user", id: user.id }, action: "status_unmapped", subject, details, at });
    return mapping;
  });
  return retired ? { ok: true, ...(await remapStored(retired)) } : { ok: false, code: "not_found" };
}
