import type { ProtectedRecipient } from "@/lib/privacy/protect-recipient";
import type { ReviewEntry } from "../review/record-review";
import type { Transaction } from "../sql/transaction";
import { fillRecipients, type LockedAttempt } from "./claim-attempts";
import { hideNumberOfAttempt } from "./hide-number";
import { markDiffering, peopleDiffer } from "./people-differ";

/** Whom a callback names as the recipient of an attempt, and in memory only by which number. */
export type ToldRecipient = {
  attemptId: string;
  connectionId: string;
  receivedAt: Date;
  recipient: ProtectedRecipient | null;
  number: string | null;
};

/**
 * Fills in whom locked attempts are about, takes the number out of what was stored of them before it was known, and
 * marks those of which these callbacks are the first to name another: they are for review.
 */
export async function tellPeople(
  tx: Transaction,
  attempts: ReadonlyMap<string, LockedAttempt>,
  told: readonly ToldRecipient[],
): Promise<ReviewEntry[]> {
  const first = new Map<string, ToldRecipient & { recipient: ProtectedRecipient }>();
  const differing = new Map<string, ToldRecipient>();
  for (const one of told) {
    const { attemptId, recipient } = one;
    const attempt = attempts.get(attemptId);
    if (!attempt || !recipient) continue;
    const known = attempt.recipient ?? first.get(attemptId)?.recipient ?? null;
    if (!known) first.set(attemptId, { ...one, recipient });
    else if (!attempt.recipientsDiffer && differs(known, recipient)) differing.set(attemptId, one);
  }
  await fillRecipients(tx, new Map([...first].map(([id, { recipient }]) => [id, recipient])));
  for (const [id, { number }] of first) if (number !== null) await hideNumberOfAttempt(tx, id, number);
  await markDiffering(tx, [...differing.keys()]);
  return [...differing.values()].map(({ connectionId, receivedAt: seenAt }) => ({
    ...{ connectionId, kind: "recipients_differ", groupKey: "attempt", messageId: null, seenAt, body: null },
  }));
}

function differs(a: NonNullable<LockedAttempt["recipient"]>, b: ProtectedRecipient): boolean {
  return peopleDiffer([a, b].map((recipient) => ({ userRef: null, recipient })));
}
