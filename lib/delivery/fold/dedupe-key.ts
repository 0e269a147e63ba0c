import { hash } from "node:crypto";

/** The facts of a report that tell it from every other report of its message. */
export type ReportFacts = {
  providerEventId?: string | null;
  /** Position of the report in its body. */
  index: number;
  providerMessageId: string;
  part?: number | null;
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
 * `recipient` is a keyed hash, never the number itself: the key is stored in the clear. An answer to a question of
 * ours is never the same arrival as a callback: its bytes are others, whatever both say.
 */
export function dedupeKey(report: ReportFacts, recipient: string | null = null, isAnswer = false): string {
  const facts = report.providerEventId
    ? ["event", report.providerEventId, report.index]
    : ["facts", ...reported(report, recipient)];
  if (isAnswer) facts.unshift("answer");
  return hash("sha256", JSON.stringify(facts), "hex").slice(0, 32);
}

function reported(report: ReportFacts, recipient: string | null): (string | number | boolean | null)[] {
  return [
    report.providerMessageId,
    report.part ?? null,
    recipient,
    report.channel ?? null,
    report.rawStatus,
    report.errorCode ?? null,
    report.isFinal ?? null,
    report.providerOccurredAt?.getTime() ?? null,
  ];
}
