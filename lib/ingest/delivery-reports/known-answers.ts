import { byMessage, type NewEvent } from "@/lib/ledger/messages/record-events";
import type { ArrivedReport } from "./judge-reports";

/**
 * Without answers to our own questions that say no more than was reported before: they change nothing, and are not
 * counted as the same report again. A callback is always kept: it is evidence that came by itself.
 */
export function withoutKnownAnswers<A extends ArrivedReport>(arrivals: readonly A[], known: Iterable<NewEvent>): A[] {
  if (!arrivals.some(({ event }) => event.source === "poll")) return [...arrivals];
  const reported = byMessage([...known]);
  return arrivals.filter(({ event }) => {
    const before = reported.get(event.messageId) ?? [];
    if (event.source === "poll" && before.some((other) => saysNoMore(event, other))) return false;
    reported.set(event.messageId, [...before, event]);
    return true;
  });
}

function saysNoMore(answer: NewEvent, other: NewEvent): boolean {
  const isReport = other.source === "webhook" || other.source === "poll";
  if (!isReport || answer.status !== other.status || answer.isFinal !== other.isFinal) return false;
  if (answer.status === "unknown" && answer.rawStatus !== other.rawStatus) return false;
  const isSamePart = answer.part === other.part && idOf(answer) === idOf(other);
  return isSamePart && AS_MUCH.every((fact) => answer[fact] === null || answer[fact] === other[fact]);
}

const AS_MUCH = ["errorCode", "failureCategory", "channel"] as const;

function idOf({ providerMessageId }: NewEvent): string | null {
  return providerMessageId ?? null;
}
