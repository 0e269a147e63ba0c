import { type AuditVerdict, type NotedHead, verifyChain } from "@/lib/audit/verify-chain";
import { db } from "@/lib/db";

const LONGEST_MS = 10 * 60_000;

/**
 * Checks every row of the log, oldest first, in one snapshot, so that appends go on meanwhile. Whoever holds the
 * whole database could write the whole chain anew: `noted`, a head kept elsewhere, shows that as well.
 */
export function verifyAudit({ noted }: { noted?: NotedHead } = {}): Promise<AuditVerdict> {
  const snapshot = { isolationLevel: "RepeatableRead", timeout: LONGEST_MS } as const;
  return db().$transaction((tx) => verifyChain(tx, noted), snapshot);
}
