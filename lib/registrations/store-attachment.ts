import { hideNumbers } from "@/lib/ledger/messages/hide-numbers";
import { type LockedMessage, lockMessages, recipientOf } from "@/lib/ledger/messages/lock-messages";
import { mergePairs } from "@/lib/ledger/messages/merge-messages";
import { resolveRefs } from "@/lib/ledger/messages/message-refs";
import { numbersOfMessages } from "@/lib/ledger/messages/numbers-of-messages";
import { gatherPartIds } from "@/lib/ledger/messages/part-ids";
import { recordReview } from "@/lib/ledger/review/record-review";
import { settleMessages } from "@/lib/ledger/settle-messages";
import { StartAgain } from "@/lib/ledger/sql/sql-errors";
import type { Transaction } from "@/lib/ledger/sql/transaction";
import { uniteUnnamed } from "@/lib/ledger/unite-attempts";
import { upsertVerifications } from "@/lib/ledger/verifications/upsert-verifications";
import { attachFields } from "./attach-fields";
import type { Attachment, UpdatedMessage } from "./attachment";
import { differingPeople } from "./differing-people";
import type { Glimpse } from "./glimpse-messages";
import { providerIdsOf } from "./input-fields";
import { type Outcome, refused } from "./outcome";
import { type AttachmentPlan, planAttachment } from "./plan-attachment";

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
  const { target, others, newRefs } = plan;
  const claimed = newRefs.length === 0 ? null : await resolveRefs(tx, [{ refs: newRefs, newId: target.id }]);
  if (claimed && claimed.ids[0] !== target.id) throw new StartAgain();

  const { before, survivor } = await lockAndMerge(tx, target, others);
  const attached = await attachTo(tx, survivor, plan, now);
  const isCompared = !plan.attach.recipient && others.length === 0;
  const message = isCompared ? attached : await hideRecipient(tx, attached);
  const differing = await linkAttempt(tx, message, attachment, plan, apiKeyId, now);
  const review = [
    ...(isNewlyDiffering(message, before) ? [differingPeople(message, "message", now)] : []),
    ...(differing ? [differingPeople(message, "attempt", now)] : []),
  ];
  await settleMessages(tx, before, [message], { behind: () => [recordReview(tx, review)] });
  await uniteUnnamed(tx, [[plan.verificationId, ...[...before.values()].map((one) => one.verificationId)]], now);
  const { id, appMessageId: messageId, providerMessageId } = message;
  return { ok: true, created: false, value: { id, messageId, providerMessageId } };
}

/** Of what was stored while nobody could compare it with the recipient. */
async function hideRecipient(tx: Transaction, message: LockedMessage): Promise<LockedMessage> {
  const numbers = await numbersOfMessages(tx, [message.id]);
  const held = await hideNumbers(tx, new Map([...numbers].map(([id, number]) => [id, [number]])));
  return held.size === 0 ? message : ((await lockMessages(tx, [message.id])).get(message.id) ?? message);
}

async function lockAndMerge(tx: Transaction, target: Glimpse, others: readonly Glimpse[]) {
  const seen = [target, ...others];
  const before = await lockMessages(
    tx,
    seen.map(({ id }) => id),
  );
  for (const glimpse of seen) if (!stillSo(glimpse, before.get(glimpse.id))) throw new StartAgain();
  const [older = "", ...younger] = [...before.keys()].sort();
  const merged = await mergePairs(
    tx,
    before,
    younger.map((id) => ({ older, younger: id })),
  );
  const survivor = merged.get(older);
  if (!survivor) throw new StartAgain();
  return { before, survivor };
}

function stillSo(glimpse: Glimpse, now: LockedMessage | undefined): boolean {
  return (
    now !== undefined &&
    (now.registeredAt === null) === (glimpse.registeredAt === null) &&
    now.providerMessageId === glimpse.providerMessageId &&
    now.appMessageId === glimpse.appMessageId
  );
}

async function attachTo(
  tx: Transaction,
  { id, providerMessageId, partIds }: LockedMessage,
  { attach, plain: { fields } }: AttachmentPlan,
  now: Date,
): Promise<LockedMessage> {
  const ids = gatherPartIds([providerMessageId, ...providerIdsOf(fields), ...(partIds ?? [])]);
  const written = { ...attach, id, partIds: ids, recipientsDiffer: false, registered: null };
  const message = (await attachFields(tx, [written], now)).get(id);
  if (!message) throw new StartAgain();
  return message;
}

/** Whether the attempt that is attached was known to be somebody else's. */
async function linkAttempt(
  tx: Transaction,
  message: LockedMessage,
  { fields: { verificationId: externalId, userRef } }: Attachment,
  { verificationId: id, unnamed }: AttachmentPlan,
  apiKeyId: string,
  now: Date,
): Promise<boolean> {
  if (externalId === undefined || id === null) return false;
  const person = { userRef: userRef ?? null, recipient: recipientOf(message) };
  const links = [{ id, externalId, messageId: message.id, person }];
  return (await upsertVerifications(tx, links, apiKeyId, now, unnamed)).size > 0;
}

function isNewlyDiffering({ recipientsDiffer }: LockedMessage, before: ReadonlyMap<string, LockedMessage>): boolean {
  return recipientsDiffer && [...before.values()].every((one) => !one.recipientsDiffer);
}
