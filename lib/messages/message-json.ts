import type { Message } from "@/generated/prisma/client";
import type { TimelineEntry } from "@/lib/delivery/story/timeline";
import { providerIdsOf } from "@/lib/stories/read-story-messages";

/** What a message's row does not hold itself. */
type Beside = { connectionKey: string | null; verificationId: string | null; retryOf: string | null; delayed: boolean };

export type MessageJson = ReturnType<typeof messageJson>;
export type MessageEventJson = ReturnType<typeof messageEventJson>;

/** A message as other programs read it; the names are a contract. The recipient is masked. */
export function messageJson(row: Message, { connectionKey, verificationId, retryOf, delayed }: Beside) {
  return {
    id: row.id,
    status: row.status,
    isFinal: row.isFinal,
    conflicting: row.conflicting,
    partial: row.partial,
    recipientsDiffer: row.recipientsDiffer,
    delayed,
    errorCode: row.errorCode,
    failureCategory: row.failureCategory,
    provider: row.provider,
    connectionKey,
    providerMessageId: row.providerMessageId,
    providerMessageIds: providerIdsOf(row),
    channel: row.channel,
    useCase: row.useCase,
    campaign: row.campaign,
    templateKey: row.templateKey,
    senderIdentity: row.senderIdentity,
    route: row.route,
    carrier: row.carrierMccMnc || row.carrierName ? { mccMnc: row.carrierMccMnc, name: row.carrierName } : null,
    destinationCountry: row.destinationCountry,
    recipientMasked: row.recipientMasked,
    userRef: row.userRef,
    action: row.actionType ? { type: row.actionType, id: row.actionId, url: row.actionUrl } : null,
    metadata: row.metadata as Record<string, string> | null,
    consent: row.consentSource ? { source: row.consentSource, at: row.consentAt } : null,
    verificationId,
    retryOf,
    origin: row.origin,
    sentAt: row.sentAt,
    deliveredAt: row.deliveredAt,
    lastEventAt: row.lastEventAt,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

export function messageEventJson({ event, late, affectedSummary }: TimelineEntry) {
  return {
    id: event.dedupeKey,
    status: event.status,
    rawStatus: event.rawStatus,
    errorCode: event.errorCode,
    rawReason: event.rawReason,
    failureCategory: event.failureCategory,
    isFinal: event.isFinal,
    saidBy: event.saidBy,
    providerEventId: event.providerEventId,
    providerOccurredAt: event.providerOccurredAt,
    receivedAt: event.receivedAt,
    source: event.source,
    duplicateCount: event.duplicateCount,
    late,
    affectedSummary,
    channel: event.channel,
    sender: event.sender ?? null,
    part: event.part,
  };
}
