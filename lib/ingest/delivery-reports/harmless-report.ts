import { carriesNumber, holdsWrittenNumber } from "@/lib/delivery/recipient/carries-number";
import { type KnownCodes, maskFreeText, maskUnlessWord } from "@/lib/delivery/recipient/mask-free-text";
import { withoutDigits } from "@/lib/delivery/recipient/without-number";
import type { DeliveryReport } from "@/lib/providers/provider";

/** The texts of a report that are stored in clear and shown. */
export type ReportTexts = {
  providerMessageId: string;
  providerEventId: string | null;
  rawStatus: string;
  errorCode: string | null;
  rawReason: string | null;
  sender: string | null;
  carrierName: string | null;
};

/**
 * What of a report's texts may be stored: no code and no message text, nobody's number in words, and the recipient's
 * own (`number`, where it could be read) nowhere. A provider's text is masked, never refused.
 */
export function harmlessTexts(report: DeliveryReport, known: KnownCodes, number: string | null): ReportTexts {
  const texts: ReportTexts = {
    providerMessageId: idOf(report.providerMessageId, number),
    providerEventId: report.providerEventId === undefined ? null : idOf(report.providerEventId, number),
    rawStatus: wordOf(report.rawStatus, known) || "•",
    errorCode: report.errorCode === undefined ? null : wordOf(report.errorCode, known) || null,
    rawReason: report.rawReason === undefined ? null : maskFreeText(report.rawReason, known) || null,
    sender: isSwapped(report, number) ? null : (report.sender ?? null),
    carrierName: report.carrier?.name === undefined ? null : maskFreeText(report.carrier.name) || null,
  };
  return number === null ? texts : withoutNumbers(texts, [number]);
}

/** The same texts without numbers that they hold, in whatever spelling; a sender that is the recipient is none. */
export function withoutNumbers(texts: ReportTexts, numbers: readonly string[]): ReportTexts {
  const held = Object.entries(texts).filter(([, text]) => text !== null && carriesNumber(text, numbers));
  const hidden = held.map(([name, text]) => [name, name === "sender" ? null : withoutDigits(text ?? "")]);
  return held.length === 0 ? texts : { ...texts, ...Object.fromEntries(hidden) };
}

/** Bare digits are often an id; where the recipient is not told, a number written as one is most likely theirs. */
function idOf(id: string, number: string | null): string {
  return number === null && holdsWrittenNumber(id) ? withoutDigits(id) : id;
}

function wordOf(text: string, known: KnownCodes): string {
  const masked = maskUnlessWord(text, known);
  return holdsWrittenNumber(masked) ? withoutDigits(masked) : masked;
}

/** A name or short code as the recipient and a number as the sender: they stand in each other's place. */
function isSwapped({ recipient, sender }: DeliveryReport, number: string | null): boolean {
  if (number !== null || recipient === undefined || sender === undefined) return false;
  const isSender = /\p{L}/u.test(recipient) || recipient.replace(/\P{Nd}/gu, "").length < 7;
  // Providers leave the `+` out.
  return isSender && (holdsWrittenNumber(sender) || holdsWrittenNumber(`+${sender}`));
}
