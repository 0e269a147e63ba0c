import { chainWaiting } from "@/lib/audit/chain-waiting";
import { type AuditVerdict, type NotedHead, verifyChain } from "@/lib/audit/verify-chain";
import { db } from "@/lib/db";

const LONGEST_MS = 10 * 60_000;
const PATIENCE_MS = 60_000;

/**
 * Chains what waits, and checks every row of the log, oldest first, in one snapshot: appends go on meanwhile. Whoever
 * holds the whole database could write the whole chain anew: `noted`, a head kept elsewhere, shows that as well.
 */
export async function verifyAudit({ noted }: { noted?: NotedHead } = {}): Promise<AuditVerdict> {
  await chainWaiting(new Date(Date.now() + PATIENCE_MS));
  const snapshot = { isolationLevel: "RepeatableRead", timeout: LONGEST_MS } as const;
  return db().$transaction((tx) => verifyChain(tx, noted), snapshot);
}
