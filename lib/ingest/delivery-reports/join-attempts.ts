import type { LockedMessage } from "@/lib/ledger/messages/lock-messages";
import type { ResolvedRefs } from "@/lib/ledger/messages/message-refs";
import type { ReviewEntry } from "@/lib/ledger/review/record-review";
import type { Transaction } from "@/lib/ledger/sql/transaction";
import { claimAttempts, type LockedAttempt } from "@/lib/ledger/verifications/claim-attempts";
import { type ToldRecipient, tellPeople } from "@/lib/ledger/verifications/tell-people";
import type { ArrivedReport } from "./judge-reports";
import type { PreparedReport } from "./prepare-reports";

export type JoinedAttempts = {
  /** The attempt that each message is said to belong to, by the message's id. */
  attemptOf: Map<string, string>;
  /** Attempts that are shown to be one: to be united once all else is written. */
  same: (string | null)[][];
  review: ReviewEntry[];
};

/**
 * Finds or makes the attempts that a verification service's reports say their messages belong to. A message that is in
 * an attempt already shows whose the service's id is. Where no report says anything, which is nearly always, it costs no
 * trip. `before` holds the messages as they were locked; `pairs` are those that have just become one.
 */
export async function joinAttempts(
  tx: Transaction,
  arrivals: readonly ArrivedReport[],
  messages: ReadonlyMap<string, LockedMessage>,
  before: ReadonlyMap<string, LockedMessage>,
  pairs: ResolvedRefs["sameMessage"],
): Promise<JoinedAttempts> {
  const said = arrivals.flatMap(({ report, event }) => {
    const { attemptRef: ref } = report;
    return ref ? [{ ref, report, messageId: event.messageId }] : [];
  });
  const ofPairs = pairs.map(({ older, younger }) =>
    [older, younger].map((id) => before.get(id)?.verificationId ?? null),
  );
  const joined: JoinedAttempts = { attemptOf: new Map(), same: ofPairs, review: [] };
  if (said.length === 0) return joined;
  const claimed = await claimAttempts(
    tx,
    said.map(({ ref, report, messageId }) => ({
      ...{ ref, connectionId: report.connection.id, at: report.event.receivedAt },
      knownId: messages.get(messageId)?.verificationId,
    })),
    1,
  );
  const told = said.flatMap(({ report, messageId }, index) => {
    const attemptId = claimed.ids[index] ?? null;
    if (attemptId === null) return [];
    const known = messages.get(messageId)?.verificationId ?? joined.attemptOf.get(messageId) ?? attemptId;
    joined.attemptOf.set(messageId, known);
    if (known !== attemptId && !areBothNamed(known, attemptId, claimed.attempts)) joined.same.push([known, attemptId]);
    else if (known !== attemptId) joined.review.push(contradicting(report, messageId));
    return [personOf(report, attemptId)];
  });
  joined.review.push(...(await tellPeople(tx, claimed.attempts, told)));
  return joined;
}

/** The app says otherwise than its verification service: nothing is changed, and somebody is to look. */
function areBothNamed(a: string, b: string, attempts: ReadonlyMap<string, LockedAttempt>): boolean {
  return [a, b].every((id) => (attempts.get(id)?.externalId ?? null) !== null);
}

function contradicting({ connection, event }: PreparedReport, messageId: string): ReviewEntry {
  const { id: connectionId } = connection;
  const groupKey = "message_and_verification";
  return { connectionId, kind: "contradicting_ids", groupKey, messageId, seenAt: event.receivedAt, body: null };
}

function personOf({ connection, event, recipient, number }: PreparedReport, attemptId: string): ToldRecipient {
  return { attemptId, connectionId: connection.id, receivedAt: event.receivedAt, recipient, number };
}
