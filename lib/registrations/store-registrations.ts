import { hideNumbers } from "@/lib/ledger/messages/hide-numbers";
import { bornMessage, insertMessages } from "@/lib/ledger/messages/insert-messages";
import { type LockedMessage, lockMessages } from "@/lib/ledger/messages/lock-messages";
import { mergePairs } from "@/lib/ledger/messages/merge-messages";
import { type ClaimedRef, refKey } from "@/lib/ledger/messages/message-ref";
import { readRefs } from "@/lib/ledger/messages/message-refs";
import { recordReview } from "@/lib/ledger/review/record-review";
import { settleMessages } from "@/lib/ledger/settle-messages";
import { StartAgain } from "@/lib/ledger/sql/sql-errors";
import { together } from "@/lib/ledger/sql/together";
import type { Transaction } from "@/lib/ledger/sql/transaction";
import { uniteUnnamed } from "@/lib/ledger/unite-attempts";
import {
  idsOfVerifications,
  type MessageOfVerification,
  upsertVerifications,
} from "@/lib/ledger/verifications/upsert-verifications";
import { claimVerificationRefs, findNamedAttempts } from "@/lib/ledger/verifications/verification-refs";
import { attachFields } from "./attach-fields";
import { adopted, claimsOf, groupsOf, joinAttempts } from "./attempts/join-attempts";
import { claimRegistrations } from "./claim-registrations";
import { differingPeople } from "./differing-people";
import { glimpseMessages } from "./glimpse-messages";
import { idsOfMessages } from "./ids-of-messages";
import { type Outcome, refused } from "./outcome";
import { type Decision, planRegistrations } from "./plan-registrations";
import { attemptOf, newMessage, toAttach } from "./registered-rows";
import type { RegisteredMessage, Registration } from "./registration";

type Create = Extract<Decision, { kind: "create" }>;
type Complete = Extract<Decision, { kind: "complete" }>;

/**
 * The transaction of a registration: decides on what it can see, claims the refs, locks the messages and makes
 * sure that nothing has changed in between; else it starts again. What is known first is read first: between the
 * claims and the commit others wait, so that there the number of trips does not grow with the list.
 */
export async function storeRegistrations(
  tx: Transaction,
  registrations: readonly Registration[],
  request: ClaimedRef | null,
  apiKeyId: string,
  now: Date,
): Promise<Outcome<RegisteredMessage>[] | "another_request"> {
  const refs = registrations.flatMap((registration) => registration.refs.map(({ ref }) => ref));
  const { ids: idByRef, requests } = await readRefs(tx, request ? [...refs, request] : refs);
  if (request?.requestHash && requests.get(refKey(request))?.equals(request.requestHash) === false) {
    return "another_request";
  }
  const [glimpses, retries, attempts] = await together([
    glimpseMessages(tx, [...idByRef.values()]),
    idsOfMessages(
      tx,
      registrations.flatMap(({ fields }) => fields.retryOf ?? []),
    ),
    findNamedAttempts(
      tx,
      registrations.flatMap(({ attemptRef }) => attemptRef ?? []),
    ),
  ]);
  const decisions = planRegistrations(registrations, { idByRef, glimpses, retries, attempts }, now);
  const creates = decisions.filter((decision) => decision.kind === "create");
  const completes = decisions.filter((decision) => decision.kind === "complete");

  const kept = [...creates, ...completes];
  const joined = joinAttempts(kept, attempts, glimpses);
  const verificationIds = await idsOfVerifications(
    tx,
    kept.flatMap(({ registration }) => registration.fields.verificationId ?? []),
    now,
    joined.unnamed,
  );

  await claimRegistrations(tx, decisions, request && !idByRef.has(refKey(request)) ? request : null);
  const { before, messages } = await lockAndMerge(tx, completes);
  const created = creates.map((decision) => bornMessage(newMessage(decision, verificationIds, now)));
  const attached = completes.map((decision) => {
    const message = messages.get(decision.id);
    if (!message) throw new StartAgain();
    return toAttach(decision, message, verificationIds, now);
  });
  const [, , completed, differing] = await together([
    claimVerificationRefs(tx, claimsOf(joined.claims, verificationIds)),
    insertMessages(tx, created),
    attachFields(tx, attached, now),
    upsertVerifications(tx, linksOf(kept, verificationIds), apiKeyId, now, adopted(joined.unnamed, verificationIds)),
  ]);
  const differ = new Set(attached.filter(({ recipientsDiffer }) => recipientsDiffer).map(({ id }) => id));
  const review = kept.flatMap((decision) => [
    ...(differ.has(decision.id) ? [differingPeople(sentAs(decision), "message", now)] : []),
    ...(differing.has(attemptOf(decision, verificationIds) ?? "")
      ? [differingPeople(sentAs(decision), "attempt", now)]
      : []),
  ]);
  const told = completes.filter((decision) => isNews(decision, before));
  const settled = await hideRecipients(tx, told, completed);
  await settleMessages(tx, before, [...created.map(({ locked }) => locked), ...settled.values()], {
    behind: () => [recordReview(tx, review)],
  });
  await uniteUnnamed(tx, groupsOf(joined.same, verificationIds), now);
  return decisions.map((decision) => outcomeOf(decision, glimpses, now));
}

/** The rows as they were locked, and what merging makes of them. */
async function lockAndMerge(tx: Transaction, completes: readonly Complete[]) {
  const before = await lockMessages(
    tx,
    completes.flatMap(({ id, also }) => [id, ...also]),
  );
  for (const id of completes.flatMap(({ id, also }) => [id, ...also])) {
    const message = before.get(id);
    if (!message || message.registeredAt) throw new StartAgain();
  }
  const pairs = completes.flatMap(({ id, also }) => also.map((younger) => ({ older: id, younger })));
  return { before, messages: await mergePairs(tx, before, pairs) };
}

function sentAs({ id, registration }: Create | Complete): { id: string; connectionId: string } {
  return { id, connectionId: registration.connection.id };
}

/** Of what was stored while nobody could compare it with the recipient. */
async function hideRecipients(
  tx: Transaction,
  told: readonly Complete[],
  completed: ReadonlyMap<string, LockedMessage>,
): Promise<ReadonlyMap<string, LockedMessage>> {
  const numbers = told.map(({ id, registration }) => [id, [registration.recipient.normalised]] as const);
  const held = await hideNumbers(tx, new Map(numbers));
  return held.size === 0 ? completed : new Map([...completed, ...(await lockMessages(tx, held))]);
}

/** Callbacks that did not name this recipient were not compared with it either. */
function isNews({ id, also, registration }: Complete, before: ReadonlyMap<string, LockedMessage>): boolean {
  return [id, ...also].some((each) => !before.get(each)?.recipientHash?.equals(registration.recipient.hash));
}

function linksOf(decisions: readonly (Create | Complete)[], verificationIds: ReadonlyMap<string, string>) {
  return decisions.flatMap((decision): MessageOfVerification[] => {
    const { fields, recipient } = decision.registration;
    const id = attemptOf(decision, verificationIds);
    if (!fields.verificationId || !id) return [];
    const person = { userRef: fields.userRef ?? null, recipient };
    return [{ id, externalId: fields.verificationId, messageId: decision.id, person }];
  });
}

function outcomeOf(
  decision: Decision,
  glimpses: Awaited<ReturnType<typeof glimpseMessages>>,
  now: Date,
): Outcome<RegisteredMessage> {
  switch (decision.kind) {
    case "refuse":
      return refused(decision.error);
    case "repeat": {
      const seen = glimpses.get(decision.id);
      const value = { id: decision.id, messageId: seen?.appMessageId ?? null, registeredAt: seen?.registeredAt ?? now };
      return { ok: true, created: false, value };
    }
    case "create":
    case "complete": {
      const messageId = decision.registration.fields.messageId ?? glimpses.get(decision.id)?.appMessageId ?? null;
      return { ok: true, created: true, value: { id: decision.id, messageId, registeredAt: now } };
    }
    default:
      return decision satisfies never;
  }
}
