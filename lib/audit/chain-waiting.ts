import type { AuditWaiting as Row } from "@/generated/prisma/client";
import { db } from "@/lib/db";
import type { AuditAction } from "./audit-action";
import type { AuditActor, AuditDetails, AuditSubjectType } from "./audit-entry";
import type { NotedEntry } from "./note-audit";
import { appendToChain, lockHead } from "./record-audit";

/** Others who append wait while a batch is chained. */
const BATCH = 200;

/**
 * Moves what waits into the chain, oldest first, a batch a transaction: cut off anywhere, an entry either waits still or
 * stands in the log, once. Any number of processes may do it at a time. Says whether all is chained.
 */
export async function chainWaiting(until: Date): Promise<boolean> {
  while ((await db().auditWaiting.findFirst({ where: { number: null }, select: { id: true } })) !== null) {
    if (new Date() > until) return false;
    await chainBatch();
  }
  await db().auditWaiting.deleteMany({
    where: { number: { not: null }, OR: [{ onceUntil: null }, { onceUntil: { lt: new Date() } }] },
  });
  return true;
}

/** What waits is read under the lock of the head: what another process has chained meanwhile is not among it. */
function chainBatch(): Promise<void> {
  return db().$transaction(async (tx) => {
    const head = await lockHead(tx);
    const rows = await tx.auditWaiting.findMany({ where: { number: null }, orderBy: { id: "asc" }, take: BATCH });
    if (rows.length === 0) return;
    await appendToChain(tx, head, rows.map(entryOf));
    const ids = rows.map(({ id }) => id);
    await tx.$executeRaw`
      UPDATE audit_waiting w SET number = ${head.number} + r.place
        FROM unnest(${ids}::uuid[]) WITH ORDINALITY AS r (id, place) WHERE w.id = r.id`;
  });
}

function entryOf(row: Row): NotedEntry {
  const { actorId, subjectId } = row;
  return {
    actor: (actorId === null ? { kind: "system" } : { kind: row.actorKind, id: actorId }) as AuditActor,
    action: row.action as AuditAction,
    subject: subjectId === null ? null : { type: row.subjectType as AuditSubjectType, id: subjectId },
    details: row.details as AuditDetails,
    at: row.at,
  };
}
