import { AppError } from "@/lib/errors";
import { type LockedMessage, lockMessages } from "@/lib/ingest/lock-messages";
import { mergeMessages } from "@/lib/ingest/merge-messages";
import {
  appRef,
  clientRef,
  findRefs,
  type MessageRef,
  providerRef,
  refKey,
  resolveRefs,
} from "@/lib/ingest/message-refs";
import { settleMessages } from "@/lib/ingest/settle-messages";
import { StartAgain } from "@/lib/ingest/sql-errors";
import type { Transaction } from "@/lib/ingest/transaction";
import type { ProtectedRecipient } from "@/lib/privacy/protect-recipient";
import { idsOfVerifications, upsertVerifications } from "@/lib/verifications/upsert-verifications";
import { type AppState, appColumns, attachFields, attachRecipient, type Links, readAppState } from "./attach-fields";
import { fieldsToAttach, type ToAttach } from "./fields-to-attach";
import { glimpseMessages } from "./glimpse-messages";
import { idsOfMessages } from "./ids-of-messages";
import type { MessageFields } from "./input-fields";
import { type Outcome, refused } from "./outcome";
import type { Glimpse } from "./plan-registrations";
import type { UpdatedMessage } from "./update-message";

export type Attachment = {
  fields: Omit<MessageFields, "channel">;
  recipient: (ProtectedRecipient & { normalised: string }) | null;
};

/** What was decided before any lock: the message, those that are the same, and what to write. */
type Plan = { target: Glimpse; others: Glimpse[]; newRefs: MessageRef[]; attach: ToAttach; links: Links };

/** The transaction of an attachment: decides on what it sees, then claims, locks, and makes sure it still holds. */
export async function storeAttachment(
  tx: Transaction,
  name: string,
  attachment: Attachment,
  apiKeyId: string,
  now: Date,
): Promise<Outcome<UpdatedMessage>> {
  const plan = await planAttachment(tx, name, attachment, now);
  if ("error" in plan) return refused(plan.error);
  const { target, others, newRefs, attach, links } = plan;
  const claimed = newRefs.length === 0 ? null : await resolveRefs(tx, [{ refs: newRefs, newId: target.id }]);
  if (claimed && claimed.ids[0] !== target.id) throw new StartAgain();

  const { before, survivor } = await lockAndMerge(tx, target, others);
  await attachFields(tx, survivor.id, attach.columns, now);
  if (attach.recipient) await attachRecipient(tx, survivor.id, attach.recipient);
  await linkVerification(tx, survivor.id, attachment.fields.verificationId, links, { apiKeyId, now });
  await settleMessages(tx, before, (await lockMessages(tx, [survivor.id])).values());
  const { messageId, providerMessageId } = attachment.fields;
  const value = {
    id: survivor.id,
    messageId: messageId ?? survivor.appMessageId,
    providerMessageId: providerMessageId ?? survivor.providerMessageId,
  };
  return { ok: true, created: false, value };
}

async function planAttachment(
  tx: Transaction,
  name: string,
  { fields, recipient }: Attachment,
  now: Date,
): Promise<Plan | { error: AppError }> {
  const id = (await idsOfMessages(tx, [name])).get(name);
  const target = id === undefined ? undefined : (await glimpseMessages(tx, [id])).get(id);
  if (!target) return { error: new AppError("not_found", "There is no message with this id.") };

  const named = refsOf(fields, target.connectionId);
  const idByRef = await findRefs(
    tx,
    named.map(({ ref }) => ref),
  );
  const otherIds = [...new Set(idByRef.values())].filter((other) => other !== target.id).sort();
  const glimpses = await glimpseMessages(tx, otherIds);
  const problems = clashes(target, named, idByRef, glimpses);
  if (Object.keys(problems).length > 0) {
    return { error: new AppError("conflict", "These ids belong to another message.", { fields: problems }) };
  }
  const states = await readAppState(tx, [target.id, ...otherIds]);
  const current = [target.id, ...otherIds].flatMap((each): AppState | [] => states.get(each) ?? []);
  const verificationIds = await idsOfVerifications(tx, fields.verificationId ? [fields.verificationId] : [], now);
  const retries = await idsOfMessages(tx, fields.retryOf ? [fields.retryOf] : []);
  const links = {
    verificationId: verificationIds.get(fields.verificationId ?? "") ?? null,
    retryOf: retries.get(fields.retryOf ?? "") ?? null,
  };
  if (fields.retryOf && !links.retryOf) {
    const unknown = { retryOf: "names no known message" };
    return { error: new AppError("invalid_input", "These fields cannot be attached.", { fields: unknown }) };
  }
  const attach = fieldsToAttach({ fields, columns: appColumns(fields, links), recipient }, current);
  if ("error" in attach) return attach;
  const newRefs = named.map(({ ref }) => ref).filter((ref) => !idByRef.has(refKey(ref)));
  return { target, others: otherIds.flatMap((other) => glimpses.get(other) ?? []), newRefs, attach, links };
}

function refsOf({ providerMessageId, messageId }: Attachment["fields"], connectionId: string) {
  const refs: { field: "providerMessageId" | "messageId"; ref: MessageRef }[] = [];
  if (providerMessageId) refs.push({ field: "providerMessageId", ref: providerRef(connectionId, providerMessageId) });
  if (messageId) refs.push({ field: "messageId", ref: appRef(messageId) });
  if (messageId) refs.push({ field: "messageId", ref: clientRef(connectionId, messageId) });
  return refs;
}

/** Two messages become one only when at most one of them was registered, and no id of theirs differs. */
function clashes(
  target: Glimpse,
  named: ReturnType<typeof refsOf>,
  idByRef: ReadonlyMap<string, string>,
  glimpses: ReadonlyMap<string, Glimpse>,
): Record<string, string> {
  const clash: Record<string, string> = {};
  const isRegistered = (message: Glimpse) => message.registeredAt !== null;
  const registered = [target, ...glimpses.values()].filter(isRegistered).length;
  for (const { field, ref } of named) {
    const id = idByRef.get(refKey(ref));
    if (id === undefined || id === target.id) continue;
    const other = glimpses.get(id);
    if (!other) clash[field] = "belongs to a message whose data are no longer kept";
    else if (isRegistered(other) && registered > 1) clash[field] = "belongs to another registered message";
    else if (other.connectionId !== target.connectionId) clash[field] = "belongs to a message of another connection";
    else if (bothDiffer(other.providerMessageId, target.providerMessageId))
      clash[field] = "belongs to a message with another provider id";
    else if (bothDiffer(other.appMessageId, target.appMessageId))
      clash[field] = "belongs to a message with another id of yours";
  }
  return clash;
}

function bothDiffer(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b;
}

async function lockAndMerge(tx: Transaction, target: Glimpse, others: readonly Glimpse[]) {
  const seen = [target, ...others];
  const locked = await lockMessages(
    tx,
    seen.map(({ id }) => id),
  );
  for (const glimpse of seen) if (!stillSo(glimpse, locked.get(glimpse.id))) throw new StartAgain();
  const [first, ...rest] = [...locked.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  if (!first) throw new StartAgain();
  let survivor: LockedMessage = first;
  for (const younger of rest) survivor = await mergeMessages(tx, survivor, younger);
  return { before: locked, survivor };
}

function stillSo(glimpse: Glimpse, now: LockedMessage | undefined): boolean {
  return (
    now !== undefined &&
    (now.registeredAt === null) === (glimpse.registeredAt === null) &&
    now.providerMessageId === glimpse.providerMessageId &&
    now.appMessageId === glimpse.appMessageId
  );
}

async function linkVerification(
  tx: Transaction,
  messageId: string,
  externalId: string | undefined,
  { verificationId }: Links,
  { apiKeyId, now }: { apiKeyId: string; now: Date },
): Promise<void> {
  if (externalId === undefined || verificationId === null) return;
  await upsertVerifications(tx, [{ id: verificationId, externalId, messageId }], apiKeyId, now);
}
