import { createHash, createHmac } from "node:crypto";
import type { AuditDetails } from "./audit-entry";

/** One row as the chain sees it: every column but the sealed personal part and the hash itself. */
export type ChainRow = {
  number: bigint;
  at: Date;
  actorKind: string;
  actorId: string | null;
  action: string;
  subjectType: string | null;
  subjectId: string | null;
  details: AuditDetails;
  personalCommitment: Uint8Array | null;
  previousHash: Uint8Array;
};

/** What the first row is chained to. */
export const GENESIS_HASH = Buffer.alloc(32);

/** SHA-256 over the row's canonical JSON: fixed field order, sorted details, bytes in hex, time in ISO UTC. */
export function chainHash(row: ChainRow): Buffer {
  const canonical = JSON.stringify([
    row.number.toString(),
    row.at.toISOString(),
    row.actorKind,
    row.actorId,
    row.action,
    row.subjectType,
    row.subjectId,
    sortedEntries(row.details),
    row.personalCommitment && hex(row.personalCommitment),
    hex(row.previousHash),
  ]);
  return createHash("sha256").update(canonical).digest();
}

/** What the chain holds of personal fields: says nothing about them once the salt is gone. */
export function commitTo(personal: Record<string, string>, salt: Uint8Array): Buffer {
  return createHmac("sha256", salt)
    .update(JSON.stringify(sortedEntries(personal)))
    .digest();
}

function sortedEntries(record: AuditDetails): [string, AuditDetails[string]][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
