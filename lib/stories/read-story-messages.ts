import type { Message, Prisma, ProviderConnection } from "@/generated/prisma/client";
import { db } from "@/lib/db";
import type { DeliverySummary } from "@/lib/delivery/fold/delivery-event";
import type { Channel } from "@/lib/delivery/fold/status";
import {
  RECEIPT_GRADES,
  REPORT_TYPES,
  type ReceiptGrade,
  type ReportType,
  type StoryMessage,
} from "@/lib/delivery/story/story";
import type { Provider } from "@/lib/providers/provider";
import { findProvider } from "@/lib/providers/registry";
import { isAwaited } from "./is-delayed";
import { readDeliveryEvents } from "./read-delivery-events";
import { repeatedMessages } from "./repeated-messages";
import { usualReceiptMs } from "./usual-receipt";

/** More sends than any honest attempt has; the newest are shown. */
const MAX_MESSAGES = 50;

type Connection = Pick<ProviderConnection, "id" | "receiptGrades" | "settings">;

/** The messages that `where` finds, newest first. Tombstones of merges are not among them. */
export function findStoryMessages(where: Prisma.MessageWhereInput): Promise<Message[]> {
  return db().message.findMany({
    where: { ...where, mergedInto: null },
    orderBy: { id: "desc" },
    take: MAX_MESSAGES,
  });
}

/** Messages as a story tells them, oldest first. */
export async function tellStoryMessages(found: readonly Message[], now: Date): Promise<StoryMessage[]> {
  const newest = [...found].sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, MAX_MESSAGES);
  const rows = newest.sort((a, b) => sendTime(a) - sendTime(b) || (a.id < b.id ? -1 : 1));
  const [events, repeated, connections, usual] = await Promise.all([
    readDeliveryEvents(rows),
    repeatedMessages(rows),
    db().providerConnection.findMany({
      where: { id: { in: rows.map(({ connectionId }) => connectionId) } },
      select: { id: true, receiptGrades: true, settings: true },
    }),
    Promise.all(
      rows.map((row) => (isAwaited(row, now) ? usualReceiptMs(row.connectionId, row.destinationCountry, now) : null)),
    ),
  ]);
  return rows.map((row, index) => ({
    ...storyMessage(
      row,
      index + 1,
      connections.find(({ id }) => id === row.connectionId),
    ),
    retryOf: repeated.get(row.id) ?? null,
    usualReceiptMs: usual[index] ?? null,
    events: events.get(row.id) ?? [],
  }));
}

function sendTime({ sentAt, firstEventAt, createdAt }: Message): number {
  return (sentAt ?? firstEventAt ?? createdAt).getTime();
}

function storyMessage(
  row: Message,
  ordinal: number,
  connection: Connection | undefined,
): Omit<StoryMessage, "retryOf" | "usualReceiptMs" | "events"> {
  const provider = findProvider(row.provider);
  return {
    ...summaryOf(row),
    id: row.id,
    ordinal,
    provider: provider?.name ?? row.provider,
    channel: row.channel as Channel,
    senderIdentity: row.senderIdentity,
    templateKey: row.templateKey,
    sentAt: row.sentAt,
    createdAt: row.createdAt,
    deadlineAt: row.deadlineAt,
    origin: row.origin as StoryMessage["origin"],
    recipientMasked: row.recipientMasked,
    recipientsDiffer: row.recipientsDiffer,
    destinationCountry: row.destinationCountry,
    carrierName: row.carrierName ?? (row.carrierMccMnc && `network ${row.carrierMccMnc}`),
    providerMessageId: row.providerMessageId,
    receiptGrade: receiptGrade(connection, row.destinationCountry),
    reportType: reportType(connection, provider),
    errorMeaning: errorMeaning(row),
    errorPage: errorPage(row),
  };
}

/** The summary as the table holds it; its closed sets are checked there. */
export function summaryOf(row: Message): DeliverySummary {
  return {
    status: row.status as DeliverySummary["status"],
    isFinal: row.isFinal,
    conflicting: row.conflicting,
    partial: row.partial,
    errorCode: row.errorCode,
    failureCategory: row.failureCategory as DeliverySummary["failureCategory"],
    deliveredAt: row.deliveredAt,
    firstEventAt: row.firstEventAt,
    lastEventAt: row.lastEventAt,
    decidedBy: row.decidedBy && Buffer.from(row.decidedBy).toString("hex"),
  };
}

/** Every id that the provider gave a message: its own, and those of its parts. */
export function providerIdsOf({
  providerMessageId,
  partIds,
}: Pick<Message, "providerMessageId" | "partIds">): string[] {
  return (partIds as string[] | null) ?? (providerMessageId === null ? [] : [providerMessageId]);
}

/** The provider's own meaning of the message's error code. */
export function errorMeaning({ provider, errorCode }: Pick<Message, "provider" | "errorCode">): string | null {
  const errors = findProvider(provider)?.errors;
  if (!errors || errorCode === null || !Object.hasOwn(errors, errorCode)) return null;
  return errors[errorCode]?.meaning ?? null;
}

function errorPage({ provider, errorCode }: Pick<Message, "provider" | "errorCode">): string | null {
  const known = findProvider(provider);
  if (errorCode === null || !known?.codePage || !Object.hasOwn(known.errors, errorCode)) return null;
  return known.codePage(errorCode);
}

function receiptGrade(connection: Connection | undefined, country: string | null): ReceiptGrade {
  const grades = connection?.receiptGrades;
  if (country === null || grades === null || typeof grades !== "object" || !Object.hasOwn(grades, country))
    return "unknown";
  const grade = (grades as Record<string, unknown>)[country];
  return RECEIPT_GRADES.find((known) => known === grade) ?? "unknown";
}

/** A setting of one name for all providers that have it; else as the provider does by default. */
function reportType(connection: Connection | undefined, provider: Provider | undefined): ReportType {
  const set = (connection?.settings as Record<string, unknown> | null | undefined)?.reportType;
  return REPORT_TYPES.find((known) => known === set) ?? provider?.reportType ?? "all";
}
