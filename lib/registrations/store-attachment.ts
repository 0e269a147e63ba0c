import { hideNumber } from "@/lib/ledger/messages/hide-number";
import { type LockedMessage, lockMessages } from "@/lib/ledger/messages/lock-messages";
import { mergeMessages } from "@/lib/ledger/messages/merge-messages";
import { resolveRefs } from "@/lib/ledger/messages/message-refs";
import { numbersOfMessages } from "@/lib/ledger/messages/numbers-of-messages";
import { settleMessages } from "@/lib/ledger/settle-messages";
import { StartAgain } from "@/lib/ledger/sql/sql-errors";
import type { Transaction } from "@/lib/ledger/sql/transaction";
import { upsertVerifications } from "@/lib/ledger/verifications/upsert-verifications";
import { attachFields, attachRecipient } from "./attach-fields";
import type { Attachment, UpdatedMessage } from "./attachment";
import type { Glimpse } from "./glimpse-messages";
import { type Outcome, refused } from "./outcome";
import { planAttachment } from "./plan-attachment";

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
  const { target, others, newRefs, attach, verificationId } = plan;
  const claimed = newRefs.length === 0 ? null : await resolveRefs(tx, [{ refs: newRefs, newId: target.id }]);
  if (claimed && claimed.ids[0] !== target.id) throw new StartAgain();

  const { before, survivor } = await lockAndMerge(tx, target, others);
  await attachFields(tx, survivor.id, attach.columns, now);
  if (attach.recipient) await attachRecipient(tx, survivor.id, attach.recipient);
  if (attach.recipient || others.length > 0) await hideRecipient(tx, survivor.id);
  const externalId = attachment.fields.verificationId;
  if (externalId !== undefined && verificationId !== null) {
    await upsertVerifications(tx, [{ id: verificationId, externalId, messageId: survivor.id }], apiKeyId, now);
  }
  await settleMessages(tx, before, (await lockMessages(tx, [survivor.id])).values());
  const { messageId, providerMessageId } = attachment.fields;
  const value = {
    id: survivor.id,
    messageId: messageId ?? survivor.appMessageId,
    providerMessageId: providerMessageId ?? survivor.providerMessageId,
  };
  return { ok: true, created: false, value };
}

/** Of what was stored while nobody could compare it with the recipient. */
async function hideRecipient(tx: Transaction, id: string): Promise<void> {
  for (const number of (await numbersOfMessages(tx, [id])).values()) await hideNumber(tx, id, number);
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
