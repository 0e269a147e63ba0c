import { hash } from "node:crypto";
import type { Channel } from "@/lib/delivery/fold/status";
import type { VerificationEventType } from "@/lib/delivery/fold/verification-event";
import { type VerificationRef, verificationRef } from "@/lib/ledger/verifications/verification-refs";
import type { ProtectedRecipient } from "@/lib/privacy/protect-recipient";
import type { ProviderVerificationEvent } from "@/lib/providers/verification-service";
import type { Source } from "../arrival-kind";
import type { Connection } from "../connections";
import { readRecipient } from "../delivery-reports/recent-recipients";

/** One event of a verification service, ready for the tables: protected, keyed; its attempt still unknown. */
export type PreparedVerificationEvent = {
  kind: "verification_event";
  connectionId: string;
  ref: VerificationRef;
  /** `provider:` and the key by which a repetition is known. */
  eventId: string;
  type: VerificationEventType;
  rawStatus: string;
  at: Date;
  /** Null where the provider says none: then `at` is when it arrived. */
  providerOccurredAt: Date | null;
  receivedAt: Date;
  channel: Channel | null;
  codeExpiresAt: Date | null;
  recipient: ProtectedRecipient | null;
  /** The recipient in the clear, in memory only: for what else of its attempt may hold it. */
  number: string | null;
  bodyHash: string;
};

export function prepareEvent(
  event: ProviderVerificationEvent,
  { id: connectionId }: Pick<Connection, "id">,
  { receivedAt, body }: Source,
): PreparedVerificationEvent {
  const ref = verificationRef(connectionId, event.providerVerificationId);
  const read = event.recipient === undefined ? null : readRecipient(event.recipient, event.channel ?? "sms");
  return {
    kind: "verification_event",
    ...{ connectionId, ref, eventId: eventIdOf(event, ref), type: event.type, rawStatus: event.rawStatus },
    at: event.providerOccurredAt ?? receivedAt,
    providerOccurredAt: event.providerOccurredAt ?? null,
    receivedAt,
    channel: event.channel ?? null,
    codeExpiresAt: event.codeExpiresAt ?? null,
    recipient: read?.ok ? read.recipient : null,
    number: read?.ok ? read.normalised : null,
    bodyHash: body.bodyHash,
  };
}

/** The same for every arrival of one event, in whatever body and place: its id, else every fact that the fold reads. */
function eventIdOf(event: ProviderVerificationEvent, { namespace, ref }: VerificationRef): string {
  const { providerEventId, type, rawStatus, channel = null, providerOccurredAt } = event;
  const facts = providerEventId
    ? ["event", providerEventId, type]
    : ["facts", type, rawStatus, channel, providerOccurredAt?.getTime() ?? null];
  return `provider:${hash("sha256", JSON.stringify([namespace, ref, ...facts]), "hex").slice(0, 32)}`;
}
