import type { AuditEntry as Row } from "@/generated/prisma/client";
import type { Tx } from "@/lib/db";
import { KEY_ID } from "@/lib/env-values";
import { isAppError } from "@/lib/errors";
import { keyIdOf } from "@/lib/privacy/seal";
import type { AuditDetails } from "./audit-entry";
import { chainHash, commitTo, GENESIS_HASH } from "./chain-hash";
import { openPersonal } from "./personal-fields";

export const AUDIT_PROBLEMS = [
  "missing",
  "unexpected",
  "unchained",
  "changed",
  "personal_changed",
  "end_missing",
  "rewritten",
] as const;
export type AuditProblem = (typeof AUDIT_PROBLEMS)[number];

/** The newest row of a chain: its number, and its hash in hex. */
export type NotedHead = { number: number; hash: string };
export type AuditVerdict =
  | { ok: true; rows: number; head: NotedHead }
  | { ok: false; rows: number; firstBad: { number: number; problem: AuditProblem } };

type Link = { number: bigint; hash: Uint8Array };

const PAGE = 1_000;
const LOWEST = -(2n ** 63n);

/** Walks the chain that `tx` sees and names the first row that is not what was appended. */
export async function verifyChain(tx: Tx, noted?: NotedHead): Promise<AuditVerdict> {
  let last: Link = { number: 0n, hash: GENESIS_HASH };
  for (let rows = await nextRows(tx, LOWEST); rows.length > 0; rows = await nextRows(tx, last.number)) {
    for (const row of rows) {
      const problem = problemOf(row, last) ?? problemWithNoted(row, noted);
      if (problem) return bad(last, problem === "missing" ? last.number + 1n : row.number, problem);
      last = row;
    }
  }
  const head = await tx.auditHead.findUnique({ where: { id: 1 } });
  const isWhole = head?.number === last.number && same(head.hash, last.hash);
  if (!isWhole || (noted && noted.number > last.number)) return bad(last, last.number + 1n, "end_missing");
  return { ok: true, rows: Number(last.number), head: { number: Number(last.number), hash: hex(last.hash) } };
}

function nextRows(tx: Tx, after: bigint): Promise<Row[]> {
  return tx.auditEntry.findMany({ where: { number: { gt: after } }, orderBy: { number: "asc" }, take: PAGE });
}

function problemOf(row: Row, last: Link): AuditProblem | null {
  if (row.number > last.number + 1n) return "missing";
  if (row.number < last.number + 1n) return "unexpected";
  if (!same(row.previousHash, last.hash)) return "unchained";
  if (!same(row.hash, chainHash({ ...row, details: row.details as AuditDetails }))) return "changed";
  return isPersonalIntact(row) ? null : "personal_changed";
}

/** Erased together with its salt is intact: the commitment stays and says nothing. */
function isPersonalIntact({ number, personal, personalSalt, personalCommitment }: Row): boolean {
  if (!personal && !personalSalt) return true;
  if (!personal || !personalSalt || !personalCommitment) return false;
  try {
    return same(commitTo(openPersonal(personal, number), personalSalt), personalCommitment);
  } catch (error) {
    // A key that we lack says nothing of the row: nobody tampered with it. What names no key at all was changed.
    if (isAppError(error) && error.code === "misconfigured" && KEY_ID.test(keyIdOf(personal))) throw error;
    return false;
  }
}

function problemWithNoted(row: Row, noted: NotedHead | undefined): AuditProblem | null {
  if (noted?.number !== Number(row.number)) return null;
  return noted.hash.toLowerCase() === hex(row.hash) ? null : "rewritten";
}

function bad(last: Link, number: bigint, problem: AuditProblem): AuditVerdict {
  return { ok: false, rows: Number(last.number), firstBad: { number: Number(number), problem } };
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.from(a).equals(b);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
