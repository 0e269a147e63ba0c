import { type Clock, systemClock } from "@/lib/clock";
import { readPool } from "@/lib/db";
import { firstIdAt } from "@/lib/ids";
import { type Connection, openedConnections } from "@/lib/ingest/connections";
import { openPolling } from "@/lib/ingest/polls/polling-state";
import { log } from "@/lib/log";
import { sleepUntil } from "@/lib/sleep-until";
import { listAwaited } from "./list-awaited";
import { isAskable, isPolledOnly, noPolls, type PollTally, pollConnection } from "./poll-connection";

/** The times of messages are kept to within so long. */
const EVERY_MS = 2_000;
/** What a message was last answered stands beside it so long. */
const ANSWERS_KEPT_MS = 35 * 86_400_000;

type Options = { until: Date; stopping?: AbortSignal; clock?: Clock };

/**
 * Asks providers about messages whose receipt is awaited, each at its times, until the run's own time is up. Other
 * processes may do the same at once: a message is claimed before it is asked about.
 */
export async function pollDue({ until, stopping, clock = systemClock }: Options): Promise<PollTally> {
  const sum = noPolls();
  const isOver = () => clock() >= until || stopping?.aborted === true;
  for (;;) {
    const connections = await askable();
    if (connections.length === 0) break;
    const polled = await Promise.allSettled(connections.map((connection) => pollOne(connection, { clock, isOver })));
    for (const one of polled) {
      if (one.status === "fulfilled") addTo(sum, one.value);
      // It is tried again in a moment; the others' messages have their own times.
      else
        log().error(
          { code: (one.reason as { code?: string }).code },
          "the messages of a connection were not asked about",
        );
    }
    if (isOver()) break;
    await sleepUntil(stopping, EVERY_MS);
  }
  await forgetOldAnswers(clock());
  return sum;
}

/** The connections whose provider is asked. */
export async function askable(): Promise<Connection[]> {
  return (await openedConnections()).readable.filter(isAskable);
}

/** One round for one connection: what is new is listed, what is due is asked about. */
export async function pollOne(
  connection: Connection,
  run: { clock: Clock; isOver(): boolean; onAsked?(): void },
): Promise<PollTally> {
  await openPolling(connection.id, oldestAwaited(connection, run.clock()));
  await listAwaited({ id: connection.id, isPolledOnly: isPolledOnly(connection) }, run.clock());
  return pollConnection(connection, run);
}

export function addTo(sum: PollTally, tally: PollTally): void {
  for (const outcome of Object.keys(sum) as (keyof PollTally)[]) sum[outcome] += tally[outcome];
}

/** What is older awaits nothing any more: its deadline has passed. */
function oldestAwaited({ receiptDeadlineSeconds }: Connection, now: Date): Date {
  return new Date(now.getTime() - (receiptDeadlineSeconds + 60) * 1_000);
}

async function forgetOldAnswers(now: Date): Promise<void> {
  const values = [firstIdAt(new Date(now.getTime() - ANSWERS_KEPT_MS))];
  const text = "DELETE FROM message_polls WHERE message_id < $1 AND due_at IS NULL";
  await readPool().query({ name: "forget-old-polls", text, values });
}
