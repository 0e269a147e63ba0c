import { db, readPool } from "@/lib/db";
import { POLL_PROBLEMS, type PollProblem } from "@/lib/ingest/polls/ask-provider";
import type { PollTally } from "./poll-connection";

/** How asking a connection's provider goes. */
export type Polling = PollTally & {
  lastAskedAt: Date | null;
  lastAnsweredAt: Date | null;
  /** The last failure; `isOngoing` while no answer came after it. */
  problem: { what: PollProblem; at: Date; isOngoing: boolean } | null;
  /** Not asked before then; null while it may be asked. */
  pausedUntil: Date | null;
  /** Messages whose time has come and that nobody has asked about yet. */
  due: number;
};

export async function readPolling(connectionId: string, now: Date): Promise<Polling> {
  const [{ rows }, due] = await Promise.all([
    readPool().query<Stored>({ name: "read-polling", text: READ, values: [connectionId, now] }),
    db().messagePoll.count({ where: { connectionId, dueAt: { lte: now } } }),
  ]);
  const [row] = rows;
  if (!row) return { ...NEVER, due };
  const { problem, problemAt, failuresInRow, ...polling } = row;
  const known = POLL_PROBLEMS.find((one) => one === problem);
  return {
    ...polling,
    due,
    problem: known && problemAt ? { what: known, at: problemAt, isOngoing: failuresInRow > 0 } : null,
  };
}

/** What a message's provider last answered, where that was that it does not know it. */
export async function readNotFound(messageId: string): Promise<{ asked: number; at: Date } | null> {
  const row = await db().messagePoll.findUnique({
    where: { messageId },
    select: { asked: true, askedAt: true, isUnknown: true },
  });
  return row?.isUnknown && row.askedAt ? { asked: row.asked, at: row.askedAt } : null;
}

type Stored = Omit<Polling, "problem" | "due"> & {
  problem: string | null;
  problemAt: Date | null;
  failuresInRow: number;
};

const NEVER: Omit<Polling, "due"> = {
  ...{ news: 0, known: 0, not_found: 0, failed: 0 },
  ...{ lastAskedAt: null, lastAnsweredAt: null, problem: null, pausedUntil: null },
};
const READ = `
  SELECT news::float8 AS news, known::float8 AS known, not_found::float8 AS not_found, failed::float8 AS failed,
         last_asked_at AS "lastAskedAt", last_answered_at AS "lastAnsweredAt", problem, problem_at AS "problemAt",
         failures_in_row AS "failuresInRow", CASE WHEN paused_until > $2 THEN paused_until END AS "pausedUntil"
    FROM connection_polls WHERE connection_id = $1`;
