import { validate } from "uuid";
import { recordAudit } from "@/lib/audit/record-audit";
import { requirePermission } from "@/lib/auth/require-permission";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";

export type ArchiveConnectionResult = { ok: true } | { ok: false; code: "not_found" };

/**
 * Takes a connection out of sight, or brings it back, once, with its entry in the log. Its callbacks are taken and stored
 * as before: what an old account still sends is evidence.
 */
export async function archiveConnection(
  id: string,
  isArchived: boolean,
  clock: Clock,
): Promise<ArchiveConnectionResult> {
  const user = await requirePermission("connection:write");
  if (!validate(id)) return { ok: false, code: "not_found" };
  const at = clock();
  const found = await db().$transaction(async (tx) => {
    const where = { id, archivedAt: isArchived ? null : { not: null } };
    const data = { archivedAt: isArchived ? at : null, updatedAt: at };
    const { count } = await tx.providerConnection.updateMany({ where, data });
    if (count === 0) return (await tx.providerConnection.count({ where: { id } })) > 0;
    const action = isArchived ? "connection_archived" : "connection_unarchived";
    const subject = { type: "connection", id } as const;
    await recordAudit(tx, { actor: { kind: "user", id: user.id }, action, subject, at });
    return true;
  });
  return found ? { ok: true } : { ok: false, code: "not_found" };
}
