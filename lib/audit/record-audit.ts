import type { Tx } from "@/lib/db";
import { AppError } from "@/lib/errors";
import type { AuditEntry } from "./audit-entry";
import { type ChainRow, chainHash } from "./chain-hash";
import { type SealedPersonal, sealPersonal } from "./personal-fields";

/**
 * Appends one entry to the chain, in the transaction of what it reports. Make it the last statement of a short
 * one: from here to the commit every other append waits on the head row.
 */
export async function recordAudit(tx: Tx, entry: AuditEntry): Promise<{ number: bigint }> {
  const [head] = await tx.$queryRaw<{ number: bigint; hash: Uint8Array }[]>`
    SELECT number, hash FROM audit_head FOR UPDATE`;
  if (!head) throw new AppError("internal", "The audit log has lost its head row.");
  const number = head.number + 1n;
  const sealed = hasFields(entry.personal) ? sealPersonal(entry.personal, number) : null;
  const row = chainRow(entry, number, head.hash, sealed);
  const hash = new Uint8Array(chainHash(row));

  const previousHash = new Uint8Array(head.hash);
  await tx.auditEntry.create({ data: { ...row, ...sealed, previousHash, hash } });
  await tx.auditHead.update({ where: { id: 1 }, data: { number, hash } });
  return { number };
}

function chainRow(
  { actor, action, subject, details = {}, at }: AuditEntry,
  number: bigint,
  previousHash: Uint8Array,
  sealed: SealedPersonal | null,
) {
  return {
    number,
    at,
    actorKind: actor.kind,
    actorId: actor.kind === "system" ? null : actor.id,
    action,
    subjectType: subject?.type ?? null,
    subjectId: subject?.id ?? null,
    details,
    personalCommitment: sealed?.personalCommitment ?? null,
    previousHash,
  } satisfies ChainRow;
}

function hasFields(personal: Record<string, string> | undefined): personal is Record<string, string> {
  return personal !== undefined && Object.keys(personal).length > 0;
}
