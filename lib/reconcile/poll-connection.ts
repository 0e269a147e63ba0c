import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "@/lib/clock";
import type { Connection } from "@/lib/ingest/connections";
import { canAsk } from "@/lib/ingest/polls/ask-provider";
import {
  type ClaimedPoll,
  claimDue,
  forgetPoll,
  hasDue,
  releasePoll,
  settlePoll,
} from "@/lib/ingest/polls/claim-polls";
import { isOfAll } from "@/lib/ingest/polls/pause-after";
import { pollMessage } from "@/lib/ingest/polls/poll-message";
import { PACE, type PollOutcome, takeTurn } from "@/lib/ingest/polls/polling-state";
import { nextPoll } from "./poll-times";
import { type AwaitedMessage, readAwaited, timesOf } from "./read-awaited";

/** Questions under way at once to one connection's provider. */
const AT_ONCE = PACE;
/** A pause that is longer is not waited for here. */
const LONGEST_WAIT_MS = 1_500;
/** Where a provider did not answer at all, a message is given up so long after its deadline. */
const GIVEN_UP_AFTER_MS = 24 * 3_600_000;

export type PollTally = Record<PollOutcome, number>;

export type PollRun = {
  clock: Clock;
  isOver(): boolean;
  onAsked?(): void;
};

export function noPolls(): PollTally {
  return { news: 0, known: 0, not_found: 0, failed: 0 };
}

/** Whether its provider is asked about messages, and whether that is all there is of it. */
export function isAskable(connection: Connection): boolean {
  return connection.isActive && canAsk(connection);
}

export function isPolledOnly({ adapter }: Connection): boolean {
  return adapter.methods.length === 0;
}

/** Asks about the messages of a connection whose time has come, at its pace, until none is left or its provider pauses. */
export async function pollConnection(connection: Connection, run: PollRun): Promise<PollTally> {
  const tally = noPolls();
  let hasTurn = false;
  while (!run.isOver() && (await hasDue(connection.id, run.clock()))) {
    const turn = hasTurn ? null : await takeTurn(connection.id, AT_ONCE, run.clock());
    if (turn) {
      if (turn.wait > LONGEST_WAIT_MS) break;
      await sleep(turn.wait + 1);
      continue;
    }
    const claimed = await claimDue(connection.id, AT_ONCE, run.clock());
    if (claimed.length === 0) break;
    const messages = await readAwaited(claimed.map(({ messageId }) => messageId));
    const polled = await Promise.allSettled(
      claimed.map((one) => pollClaimed(connection, one, messages.get(one.messageId), run)),
    );
    // What needed no question leaves the turn to those that do.
    hasTurn = true;
    for (const one of polled) {
      if (one.status === "rejected") throw one.reason;
      if (!one.value) continue;
      tally[one.value] += 1;
      hasTurn = false;
    }
  }
  return tally;
}

async function pollClaimed(
  connection: Connection,
  { messageId }: ClaimedPoll,
  message: AwaitedMessage | undefined,
  run: PollRun,
): Promise<PollOutcome | null> {
  if (!message?.isAwaited) {
    await forgetPoll(messageId);
    return null;
  }
  const ref = refOf(message);
  if (ref === null) {
    await comeLater(connection, message, run.clock());
    return null;
  }
  return ask(connection, message, ref, run);
}

/** One that nobody registered counts in no rate; an id of which digits were hidden leads to nothing. */
function refOf({ ref, isRegistered }: AwaitedMessage): string | null {
  return isRegistered && ref !== null && !ref.includes("•") ? ref : null;
}

/** The app may still register it, or tell the provider's id. */
async function comeLater(connection: Connection, message: AwaitedMessage, now: Date): Promise<void> {
  const next = await nextTime(connection, message, now);
  await (next ? releasePoll(message.id, next) : forgetPoll(message.id));
}

async function ask(connection: Connection, message: AwaitedMessage, ref: string, run: PollRun): Promise<PollOutcome> {
  const polled = await pollMessage(connection, { id: message.id, ref }, { clock: run.clock });
  run.onAsked?.();
  const now = run.clock();
  if (polled.outcome === "failed" && isOfAll(polled.problem)) {
    const isHopeless = now.getTime() - message.deadlineAt.getTime() > GIVEN_UP_AFTER_MS;
    await (isHopeless ? forgetPoll(message.id) : releasePoll(message.id));
    return polled.outcome;
  }
  const dueAt = await nextTime(connection, message, now);
  const isUnknown = polled.outcome === "not_found";
  await (dueAt || isUnknown ? settlePoll(message.id, { dueAt, isUnknown }, now) : forgetPoll(message.id));
  return polled.outcome;
}

async function nextTime(connection: Connection, message: AwaitedMessage, now: Date): Promise<Date | null> {
  const { id } = connection;
  return nextPoll(await timesOf(message, { id, isPolledOnly: isPolledOnly(connection) }, now), now);
}
