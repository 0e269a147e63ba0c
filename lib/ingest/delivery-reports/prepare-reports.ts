import { dedupeKey } from "@/lib/delivery/fold/dedupe-key";
import type { TimeNote } from "@/lib/delivery/fold/status";
import { clientRef, type MessageRef, providerRef } from "@/lib/ledger/messages/message-ref";
import type { NewEvent } from "@/lib/ledger/messages/record-events";
import type { ReportedFacts } from "@/lib/ledger/messages/reported-facts";
import type { SealedBody } from "@/lib/ledger/messages/seal-body";
import { type VerificationRef, verificationRef } from "@/lib/ledger/verifications/verification-refs";
import { hashSpelling } from "@/lib/privacy/hash-recipient";
import type { ReadRecipient } from "@/lib/privacy/protect-recipient";
import { type NormalisedStatus, normalise } from "@/lib/providers/kit/normalise";
import type { DeliveryReport, Provider } from "@/lib/providers/provider";
import { applyMapping, type RawFacts, type StatusMapping } from "../apply-mapping";
import type { Source } from "../arrival-kind";
import type { Connection } from "../connections";
import { harmlessTexts } from "./harmless-report";
import { readRecipient } from "./recent-recipients";

/** One report, ready for the tables: protected, normalised, keyed; its message still unknown. */
export type PreparedReport = ReportedFacts & {
  kind: "delivery_report";
  connection: Pick<Connection, "id" | "provider" | "receiptDeadlineSeconds">;
  refs: MessageRef[];
  /** How the provider's verification service names the attempt that the message belongs to. */
  attemptRef: VerificationRef | null;
  event: Omit<NewEvent, "messageId">;
  body: SealedBody;
  attempt: number | null;
  /** The recipient in the clear, in memory only: for what else of its message may hold it. */
  number: string | null;
  /** False for a status that no table knows: it goes to the review queue as well. */
  mapped: boolean;
};

/** Turns a provider's report into what is stored. The recipient's number leaves its texts here. */
export function prepareReport(
  report: DeliveryReport,
  provider: Provider,
  connection: PreparedReport["connection"] & Partial<Pick<Connection, "mappings">>,
  arrival: Source,
): PreparedReport {
  const channel = report.channel ?? "sms";
  const to = report.recipient === undefined ? null : readRecipient(report.recipient, channel);
  const number = to?.ok ? to.normalised : null;
  const told = harmlessTexts(report, provider.errors, number);
  const facts = { rawStatus: told.rawStatus, errorCode: told.errorCode, rawReason: told.rawReason };
  const read = statusOf(report, provider, facts, connection.mappings ?? []);
  const { id, provider: providerId, receiptDeadlineSeconds } = connection;
  return {
    kind: "delivery_report",
    connection: { id, provider: providerId, receiptDeadlineSeconds },
    refs: refsOf(report, connection.id),
    attemptRef: report.providerVerificationId ? verificationRef(connection.id, report.providerVerificationId) : null,
    providerMessageId: told.providerMessageId,
    event: {
      status: read.status,
      isFinal: read.isFinal,
      saidBy: read.saidBy,
      failureCategory: read.failureCategory,
      partial: read.partial,
      mappingVersion: read.mappingVersion,
      dedupeKey: dedupeKey(report, recipientKey(report, to), arrival.source === "poll"),
      bodyHash: arrival.body.bodyHash,
      rawStatus: facts.rawStatus,
      errorCode: facts.errorCode,
      rawReason: facts.rawReason,
      providerEventId: told.providerEventId,
      channel: report.channel ?? null,
      sender: told.sender,
      providerMessageId: told.providerMessageId,
      part: report.part ?? null,
      ...clockOf(report),
      receivedAt: arrival.receivedAt,
      source: arrival.source,
      duplicateCount: 0,
      differs: false,
    },
    body: arrival.body,
    attempt: arrival.attempt,
    carrierMccMnc: report.carrier?.mccMnc ?? null,
    carrierName: told.carrierName,
    parts: report.parts ?? null,
    price: report.price?.amount ?? null,
    currency: report.price?.currency ?? null,
    recipient: to?.ok ? to.recipient : null,
    number,
    mapped: read.mapped,
  };
}

function clockOf({ providerOccurredAt, occurredAtLatest, timeNotRead }: DeliveryReport) {
  const note: TimeNote | null = occurredAtLatest ? "at_latest" : timeNotRead ? "not_read" : null;
  return {
    providerOccurredAt: providerOccurredAt ?? occurredAtLatest ?? null,
    timeNote: providerOccurredAt ? null : note,
  };
}

/** The provider's tables go first; an admin's mapping speaks where they are silent. */
function statusOf(
  report: DeliveryReport,
  provider: Provider,
  facts: RawFacts,
  mappings: readonly StatusMapping[],
): NormalisedStatus & { mappingVersion: number } {
  const own = normalise(provider, report);
  const said = own.mapped ? null : applyMapping(provider, mappings, facts);
  return said ?? { ...own, mappingVersion: 0 };
}

/**
 * The dedupe key is stored in the clear, so what goes into it is a keyed hash: of the spelling, which stays the same
 * in a repeated report when a country's numbers come to be read otherwise.
 */
function recipientKey(report: DeliveryReport, read: ReadRecipient | null): string | null {
  if (read?.ok) return read.recipient.spellingHash.toString("hex");
  return report.recipient === undefined ? null : hashSpelling(report.recipient).hash.toString("hex");
}

function refsOf(report: DeliveryReport, connectionId: string): MessageRef[] {
  const refs = [providerRef(connectionId, report.providerMessageId)];
  if (report.clientReference !== undefined) refs.push(clientRef(connectionId, report.clientReference));
  return refs;
}
