import { AppError } from "@/lib/errors";
import { type MessageRef, refKey } from "@/lib/ledger/messages/message-ref";
import { findRefs } from "@/lib/ledger/messages/message-refs";
import type { Transaction } from "@/lib/ledger/sql/transaction";
import { idsOfVerifications } from "@/lib/ledger/verifications/upsert-verifications";
import type { ProtectedRecipient } from "@/lib/privacy/protect-recipient";
import { boundProvider } from "@/lib/providers/registry";
import { type AppState, appColumns, readAppState, retryOfNamed } from "./attach-fields";
import type { Attachment } from "./attachment";
import { adopted } from "./attempts/join-attempts";
import { fieldsToAttach, type ToAttach } from "./fields-to-attach";
import type { Glimpse } from "./glimpse-messages";
import { glimpseMessages } from "./glimpse-messages";
import { idsOfMessages } from "./ids-of-messages";
import { providerIdsOf, withPlainIds } from "./input-fields";
import { isOfAnother } from "./plan-registrations";
import { idRefs } from "./prepare-registration";
import type { NamedRef } from "./registration";

/** What was decided before any lock: the message, those that are the same, and what to write. */
export type AttachmentPlan = {
  target: Glimpse;
  others: Glimpse[];
  newRefs: MessageRef[];
  attach: ToAttach;
  verificationId: string | null;
  /** The attempt that callbacks alone told of and is now the app's, by the app's id. */
  unnamed: ReadonlyMap<string, string>;
  /** As given, with the provider's ids in the one spelling of the message's connection. */
  plain: Attachment;
};

type Refusal = { error: AppError };

export async function planAttachment(
  tx: Transaction,
  name: string,
  attachment: Attachment,
  now: Date,
): Promise<AttachmentPlan | Refusal> {
  const id = (await idsOfMessages(tx, [name])).get(name);
  const target = id === undefined ? undefined : (await glimpseMessages(tx, [id])).get(id);
  if (!target) return { error: new AppError("not_found", "There is no message with this id.") };
  const plain = await inOneSpelling(tx, attachment, target);
  const same = await findSame(tx, target, plain);
  if ("error" in same) return same;
  const attach = await findMissing(tx, [same.target, ...same.others], plain, now);
  return "error" in attach ? attach : { ...same, ...attach, plain };
}

async function inOneSpelling(tx: Transaction, attachment: Attachment, { connectionId }: Glimpse): Promise<Attachment> {
  if (providerIdsOf(attachment.fields).length === 0) return attachment;
  const { rows } = await tx.query<{ provider: string; settings: unknown }>({
    name: "settings-of-connection",
    text: "SELECT provider, settings FROM provider_connections WHERE id = $1",
    values: [connectionId],
  });
  const plainId = rows[0] && boundProvider(rows[0])?.plainId;
  return { ...attachment, fields: withPlainIds(attachment.fields, plainId) };
}

/** The messages that the new ids show to be this one, and the refs that nobody holds yet. */
async function findSame(
  tx: Transaction,
  seen: Glimpse,
  { fields }: Attachment,
): Promise<Pick<AttachmentPlan, "target" | "others" | "newRefs"> | Refusal> {
  const named = idRefs(fields, seen.connectionId);
  const providerIds = providerIdsOf(fields);
  const idByRef = await findRefs(
    tx,
    named.map(({ ref }) => ref),
  );
  // All in one statement: of two that are being merged, the older already looks like the younger.
  const glimpses = await glimpseMessages(tx, [seen.id, ...idByRef.values()]);
  const target = glimpses.get(seen.id) ?? seen;
  const problems: Record<string, string> = {};
  const others = new Map<string, Glimpse>();
  for (const { field, ref, isHint } of named) {
    const id = idByRef.get(refKey(ref));
    if (id === undefined || id === target.id) continue;
    const other = glimpses.get(id);
    const reason = other
      ? clashOf(other, [target, ...others.values()], providerIds)
      : "belongs to a message whose data are no longer kept";
    if (!reason && other && !(isHint && isOfAnother(other, recipientOf(target)))) others.set(id, other);
    if (reason && !isHint) problems[field] = reason;
  }
  if (Object.keys(problems).length > 0) {
    return { error: new AppError("conflict", "These ids belong to another message.", { fields: problems }) };
  }
  return { target, others: [...others.values()], newRefs: unheld(named, idByRef) };
}

/** Two messages become one only when at most one of them was registered, and no id of theirs differs. */
function clashOf(other: Glimpse, same: readonly Glimpse[], providerIds: readonly string[]): string | null {
  for (const message of same) {
    if (other.registeredAt && message.registeredAt) return "belongs to another registered message";
    if (other.connectionId !== message.connectionId) return "belongs to a message of another connection";
    if (bothDiffer(other.providerMessageId, message.providerMessageId) && !areParts(other, message, providerIds))
      return "belongs to a message with another provider id";
    if (bothDiffer(other.appMessageId, message.appMessageId)) return "belongs to a message with another id of yours";
  }
  return null;
}

/** The app says that its message has several ids, and one of the two is among them. */
function areParts(other: Glimpse, message: Glimpse, providerIds: readonly string[]): boolean {
  return providerIds.length > 1 && [other, message].some((one) => providerIds.includes(one.providerMessageId ?? ""));
}

function bothDiffer(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b;
}

function recipientOf({
  recipientHash,
  recipientHashKey,
}: Glimpse): Pick<ProtectedRecipient, "hash" | "hashKey"> | null {
  return recipientHash && recipientHashKey ? { hash: recipientHash, hashKey: recipientHashKey } : null;
}

function unheld(named: readonly NamedRef[], idByRef: ReadonlyMap<string, string>): MessageRef[] {
  return named.map(({ ref }) => ref).filter((ref) => !idByRef.has(refKey(ref)));
}

async function findMissing(
  tx: Transaction,
  same: readonly Glimpse[],
  { fields, recipient, bareIds }: Attachment,
  now: Date,
): Promise<Pick<AttachmentPlan, "attach" | "verificationId" | "unnamed"> | Refusal> {
  const ids = same.map(({ id }) => id);
  const states = await readAppState(tx, ids);
  const current = ids.flatMap((id): AppState | [] => states.get(id) ?? []);
  const { verificationId: externalId } = fields;
  const [unnamedAttempt] = same.flatMap((message) => message.unnamedAttempt ?? []).sort();
  const unnamed = new Map(externalId && unnamedAttempt ? [[externalId, unnamedAttempt]] : []);
  const verificationIds = await idsOfVerifications(tx, externalId ? [externalId] : [], now, unnamed);
  const retries = await idsOfMessages(tx, fields.retryOf ? [fields.retryOf] : []);
  const verificationId = verificationIds.get(externalId ?? "") ?? null;
  const retryOf = fields.retryOf === undefined ? null : retryOfNamed(fields.retryOf, retries);
  const columns = appColumns(fields, { verificationId, retryOf });
  const attach = fieldsToAttach({ fields, columns, recipient, bareIds }, current);
  return "error" in attach ? attach : { attach, verificationId, unnamed: adopted(unnamed, verificationIds) };
}
