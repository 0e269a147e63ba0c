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
  return { number: await appendToChain(tx, await lockHead(tx), [entry]) };
}

export type Head = { number: bigint; hash: Uint8Array };

/** The chain's newest link, which nobody else moves before the transaction ends. */
export async function lockHead(tx: Tx): Promise<Head> {
  const [head] = await tx.$queryRaw<Head[]>`SELECT number, hash FROM audit_head FOR UPDATE`;
  if (!head) throw new AppError("internal", "The audit log has lost its head row.");
  return head;
}

/** Chains entries to a locked head, in their order, under the numbers that follow its own; the last of them. */
export async function appendToChain(tx: Tx, head: Head, entries: readonly AuditEntry[]): Promise<bigint> {
  let { number, hash } = { number: head.number, hash: new Uint8Array(head.hash) };
  const data = entries.map((entry) => {
    number += 1n;
    const sealed = hasFields(entry.personal) ? sealPersonal(entry.personal, number) : null;
    const row = chainRow(entry, number, hash, sealed);
    hash = new Uint8Array(chainHash(row));
    return { ...row, ...sealed, hash };
  });
  await tx.auditEntry.createMany({ data });
  await tx.auditHead.update({ where: { id: 1 }, data: { number, hash } });
  return number;
}

function chainRow(
  { actor, action, subject, details = {}, at }: AuditEntry,
  number: bigint,
  previousHash: Uint8Array<ArrayBuffer>,
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
