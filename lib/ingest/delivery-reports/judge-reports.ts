import { sameKey } from "@/lib/delivery/fold/fold-duplicates";
import type { Arrived, NewEvent } from "@/lib/ledger/messages/record-events";
import type { PreparedReport } from "./prepare-reports";

/** A report that came, with its event's message and key. */
export type ArrivedReport = { report: PreparedReport; event: NewEvent; key: string };

/** Whether an arrival is the first of its event; a later one's bytes may differ from those that are kept as its facts. */
export type ReportOutcome = "stored" | "duplicate" | "differing";

export type Judged = {
  /** In the order of the arrivals. */
  outcomes: ReportOutcome[];
  /** Events that nobody reported before, one a key. */
  fresh: NewEvent[];
  /** What the batch adds to events that are known, one a key. */
  again: NewEvent[];
  /** All arrivals but the first of each event; `ordinal` is how many came before. */
  further: (Arrived & { ordinal: number })[];
  /** Every event of the messages as it will be stored. */
  events: NewEvent[];
};

/** What a batch makes of its messages' events, by `eventKey`, as they were read under the messages' locks. */
export function judgeReports(arrivals: readonly ArrivedReport[], known: ReadonlyMap<string, NewEvent>): Judged {
  const folded = foldReports(arrivals);
  const [fresh, again]: [NewEvent[], NewEvent[]] = [[], []];
  const events = new Map(known);
  for (const [key, event] of folded) {
    const other = known.get(key);
    (other ? again : fresh).push(event);
    events.set(key, other ? sameKey(other, event) : event);
  }

  const seen = new Map<string, number>();
  const outcomes: ReportOutcome[] = [];
  const further: Judged["further"] = [];
  for (const { report, event, key } of arrivals) {
    const ordinal = seen.get(key) ?? timesKnown(known.get(key));
    seen.set(key, ordinal + 1);
    if (ordinal > 0) further.push({ attempt: report.attempt, ordinal, ...event });
    const same = events.get(key)?.bodyHash === event.bodyHash;
    outcomes.push(ordinal === 0 ? "stored" : same ? "duplicate" : "differing");
  }
  return { outcomes, fresh, again, further, events: [...events.values()] };
}

/** One event a key, whatever number of callbacks brought it. */
function foldReports(arrivals: readonly ArrivedReport[]): Map<string, NewEvent> {
  const folded = new Map<string, NewEvent>();
  for (const { event, key } of arrivals) {
    const other = folded.get(key);
    folded.set(key, other ? sameKey(other, event) : event);
  }
  return folded;
}

function timesKnown(event: NewEvent | undefined): number {
  return event ? event.duplicateCount + 1 : 0;
}
