import { createHash } from "node:crypto";

/** The facts of a report that tell it from every other report of its message. */
export type ReportFacts = {
  providerEventId?: string | null;
  /** Position of the report in its body. */
  index: number;
  providerMessageId: string;
  part?: number | null;
  /** A keyed hash, never the number itself: the key is stored in the clear. */
  recipient?: string | null;
  channel?: string | null;
  rawStatus: string;
  errorCode?: string | null;
  /** The provider's own flag; undefined where it sends none. */
  isFinal?: boolean | null;
  providerOccurredAt?: Date | null;
};

/**
 * 32 hex digits, the same for every arrival of one report: its event id and position where the provider gives
 * an id, else every fact that the summary reads. JSON keeps the fields apart; a missing one is null.
 */
export function dedupeKey(report: ReportFacts): string {
  const facts = report.providerEventId
    ? ["event", report.providerEventId, report.index]
    : ["facts", ...reported(report)];
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex").slice(0, 32);
}

function reported(report: ReportFacts): (string | number | boolean | null)[] {
  return [
    report.providerMessageId,
    report.part ?? null,
    report.recipient ?? null,
    report.channel ?? null,
    report.rawStatus,
    report.errorCode ?? null,
    report.isFinal ?? null,
    report.providerOccurredAt?.getTime() ?? null,
  ];
}
