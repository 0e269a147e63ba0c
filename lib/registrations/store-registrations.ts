import type { Channel } from "@/lib/delivery/fold/status";
import { hideNumber } from "@/lib/ledger/messages/hide-number";
import { bornMessage, insertMessages, type NewMessage } from "@/lib/ledger/messages/insert-messages";
import { type LockedMessage, lockMessages } from "@/lib/ledger/messages/lock-messages";
import { mergeMessages } from "@/lib/ledger/messages/merge-messages";
import { findRefs, resolveRefs } from "@/lib/ledger/messages/message-refs";
import { settleMessages } from "@/lib/ledger/settle-messages";
import { StartAgain } from "@/lib/ledger/sql/sql-errors";
import type { Transaction } from "@/lib/ledger/sql/transaction";
import { idsOfVerifications, upsertVerifications } from "@/lib/ledger/verifications/upsert-verifications";
import { appColumns, attachFields, attachRecipient, markRegistered } from "./attach-fields";
import { glimpseMessages } from "./glimpse-messages";
import { idsOfMessages } from "./ids-of-messages";
import { type Outcome, refused } from "./outcome";
import { type Decision, planRegistrations } from "./plan-registrations";
import type { RegisteredMessage, Registration } from "./registration";

type Create = Extract<Decision, { kind: "create" }>;
type Complete = Extract<Decision, { kind: "complete" }>;

/**
 * The transaction of a registration: decides on what it can see, claims the refs, locks the messages and makes
 * sure that nothing has changed in between; else it starts again.
 */
export async function storeRegistrations(
  tx: Transaction,
  registrations: readonly Registration[],
  apiKeyId: string,
  now: Date,
): Promise<Outcome<RegisteredMessage>[]> {
  const idByRef = await findRefs(
    tx,
    registrations.flatMap(({ refs }) => refs.map(({ ref }) => ref)),
  );
  const glimpses = await glimpseMessages(tx, [...idByRef.values()]);
  const retries = await idsOfMessages(
    tx,
    registrations.flatMap(({ fields }) => fields.retryOf ?? []),
  );
  const decisions = planRegistrations(registrations, { idByRef, glimpses, retries }, now);
  const creates = decisions.filter((decision) => decision.kind === "create");
  const completes = decisions.filter((decision) => decision.kind === "complete");

  await claim(tx, [...creates, ...completes]);
  const before = await lockAndMerge(tx, completes);
  const externalIds = [...creates, ...completes].flatMap(
    ({ registration }) => registration.fields.verificationId ?? [],
  );
  const verificationIds = await idsOfVerifications(tx, externalIds, now);
  const created = creates.map((decision) => bornMessage(newMessage(decision, verificationIds, now)));
  await insertMessages(tx, created);
  for (const decision of completes) {
    await complete(tx, decision, verificationIds, now);
    if (isNews(decision, before)) await hideNumber(tx, decision.id, decision.registration.recipient.normalised);
  }
  await upsertVerifications(tx, linksOf([...creates, ...completes], verificationIds), apiKeyId, now);
  const completed = await lockMessages(
    tx,
    completes.map(({ id }) => id),
  );
  await settleMessages(tx, before, [...created.map(({ locked }) => locked), ...completed.values()]);
  return decisions.map((decision) => outcomeOf(decision, glimpses, now));
}

async function claim(tx: Transaction, decisions: readonly (Create | Complete)[]): Promise<void> {
  const namings = decisions.map(({ id, registration }) => ({
    refs: registration.refs.map(({ ref }) => ref),
    newId: id,
  }));
  const resolved = await resolveRefs(tx, namings);
  const asPlanned = decisions.every(({ kind, id }, index) => {
    return resolved.ids[index] === id && resolved.created.has(id) === (kind === "create");
  });
  const merged = decisions.flatMap((decision) => (decision.kind === "complete" ? decision.also : []));
  if (!asPlanned || resolved.sameMessage.length !== merged.length) throw new StartAgain();
}

/** The rows as they were locked. */
async function lockAndMerge(tx: Transaction, completes: readonly Complete[]): Promise<Map<string, LockedMessage>> {
  const locked = await lockMessages(
    tx,
    completes.flatMap(({ id, also }) => [id, ...also]),
  );
  for (const { id, also } of completes) {
    let survivor = locked.get(id);
    if (!survivor || survivor.registeredAt) throw new StartAgain();
    for (const younger of also) {
      const other = locked.get(younger);
      if (!other || other.registeredAt) throw new StartAgain();
      survivor = await mergeMessages(tx, survivor, other);
    }
  }
  return locked;
}

function newMessage({ id, registration }: Create, verificationIds: ReadonlyMap<string, string>, now: Date): NewMessage {
  const { fields, connection, recipient, hash } = registration;
  const sentAt = fields.sentAt ?? null;
  return {
    id,
    connectionId: connection.id,
    provider: connection.provider,
    providerMessageId: fields.providerMessageId ?? null,
    appMessageId: fields.messageId ?? null,
    origin: "registration",
    registeredAt: now,
    registrationHash: hash,
    channel: fields.channel ?? ("sms" satisfies Channel),
    useCase: fields.useCase,
    campaign: fields.campaign,
    templateKey: fields.templateKey,
    senderIdentity: fields.sender ?? null,
    route: fields.route,
    recipient,
    userRef: fields.userRef,
    actionType: fields.action?.type,
    actionId: fields.action?.id,
    actionUrl: fields.action?.url,
    metadata: fields.metadata,
    consentSource: fields.consent?.source,
    consentAt: fields.consent?.at,
    verificationId: verificationIds.get(fields.verificationId ?? ""),
    retryOf: fields.retryOf,
    sentAt,
    deadlineAt: new Date((sentAt ?? now).getTime() + connection.receiptDeadlineSeconds * 1000),
    cryptoId: recipient.cryptoId,
    createdAt: now,
  };
}

async function complete(
  tx: Transaction,
  { id, registration }: Complete,
  verificationIds: ReadonlyMap<string, string>,
  now: Date,
): Promise<void> {
  const { fields, recipient, hash } = registration;
  const verificationId = verificationIds.get(fields.verificationId ?? "") ?? null;
  await attachFields(tx, id, appColumns(fields, { verificationId, retryOf: fields.retryOf ?? null }), now);
  await attachRecipient(tx, id, recipient);
  await markRegistered(tx, id, hash, now);
}

/** Callbacks that did not name this recipient were not compared with it either. */
function isNews({ id, also, registration }: Complete, before: ReadonlyMap<string, LockedMessage>): boolean {
  return [id, ...also].some((each) => !before.get(each)?.recipientHash?.equals(registration.recipient.hash));
}

function linksOf(decisions: readonly (Create | Complete)[], verificationIds: ReadonlyMap<string, string>) {
  return decisions.flatMap(({ id: messageId, registration }) => {
    const externalId = registration.fields.verificationId;
    const id = verificationIds.get(externalId ?? "");
    return externalId && id ? [{ id, externalId, messageId }] : [];
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
