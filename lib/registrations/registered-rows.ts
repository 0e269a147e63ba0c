import { recipientsDiffer } from "@/lib/delivery/recipient/recipients-differ";
import type { NewMessage } from "@/lib/ledger/messages/insert-messages";
import { type LockedMessage, recipientOf } from "@/lib/ledger/messages/lock-messages";
import { gatherPartIds } from "@/lib/ledger/messages/part-ids";
import { type Attached, appColumns } from "./attach-fields";
import { providerIdsOf } from "./input-fields";
import type { Planned } from "./plan-registrations";

type Row = { id: string; registration: Planned };

/** A message that its registration is the first to name. */
export function newMessage(
  { id, registration }: Row,
  verificationIds: ReadonlyMap<string, string>,
  now: Date,
): NewMessage {
  const { fields, connection, recipient, hash, retryOf } = registration;
  const providerIds = providerIdsOf(fields);
  const sentAt = fields.sentAt ?? null;
  return {
    id,
    connectionId: connection.id,
    provider: connection.provider,
    providerMessageId: providerIds[0] ?? null,
    partIds: gatherPartIds(providerIds),
    appMessageId: fields.messageId ?? null,
    origin: "registration",
    registeredAt: now,
    registrationHash: hash,
    toldChannel: fields.channel,
    toldSender: fields.sender,
    useCase: fields.useCase,
    campaign: fields.campaign,
    templateKey: fields.templateKey,
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
    retryOf: retryOf && "id" in retryOf ? retryOf.id : null,
    retryOfRef: retryOf && "ref" in retryOf ? retryOf.ref : null,
    sentAt,
    deadlineAt: new Date((sentAt ?? now).getTime() + connection.receiptDeadlineSeconds * 1000),
    cryptoId: recipient.cryptoId,
    createdAt: now,
  };
}

/** What its registration adds to a message that callbacks told of, as it is under its lock. */
export function toAttach(
  decision: Row,
  message: LockedMessage,
  verificationIds: ReadonlyMap<string, string>,
  now: Date,
): Attached {
  const { id, registration } = decision;
  const { fields, recipient, hash, retryOf } = registration;
  const providerIds = providerIdsOf(fields);
  return {
    id,
    columns: {
      ...appColumns(fields, { verificationId: attemptOf(decision, verificationIds), retryOf }),
      provider_message_id: message.providerMessageId ?? providerIds[0] ?? null,
    },
    recipient,
    recipientsDiffer: !message.recipientsDiffer && recipientsDiffer(recipientOf(message), recipient),
    partIds: gatherPartIds([message.providerMessageId, ...providerIds, ...(message.partIds ?? [])]),
    registered: { hash, at: now },
  };
}

/** Our id of the attempt that a registration names. */
export function attemptOf({ registration }: Row, verificationIds: ReadonlyMap<string, string>): string | null {
  return verificationIds.get(registration.fields.verificationId ?? "") ?? null;
}
