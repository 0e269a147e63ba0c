import { firstIdAt } from "@/lib/ids";
import { ingestPool } from "@/lib/ledger/sql/pool";
import type { PollProblem } from "./ask-provider";
import { pauseAfter } from "./pause-after";

/** Questions a second to one connection's provider, of all processes together. */
export const PACE = 5;

/** What came of a question; `news` and `known` tell whether the answer said more than was reported before. */
export type PollOutcome = "news" | "known" | "not_found" | "failed";

/** Begins to keep how a connection's provider is asked: about messages from `from` on. */
export async function openPolling(connectionId: string, from: Date): Promise<void> {
  await ingestPool().query({ name: "open-polling", text: OPEN, values: [connectionId, firstIdAt(from)] });
}

/** Takes the right to ask so many questions now; else when there may be one again. */
export async function takeTurn(connectionId: string, questions: number, now: Date): Promise<{ wait: number } | null> {
  const values = [connectionId, now, questions / PACE];
  const taken = await ingestPool().query({ name: "take-poll-turn", text: TAKE_TURN, values });
  if (taken.rowCount === 1) return null;
  const { rows } = await ingestPool().query<{ at: Date | null }>({
    name: "next-poll-turn",
    text: NEXT_TURN,
    values: [connectionId],
  });
  return { wait: Math.max(0, (rows[0]?.at?.getTime() ?? now.getTime()) - now.getTime()) };
}

/** Seconds until the provider may be asked again; none where it has not to be left alone. */
export async function pausedFor(connectionId: string, now: Date): Promise<number> {
  const { rows } = await ingestPool().query<{ seconds: number }>({
    name: "paused-for",
    text: PAUSED,
    values: [connectionId, now],
  });
  return Math.ceil(rows[0]?.seconds ?? 0);
}

/** Notes a question that was answered. */
export async function noteAnswered(
  connectionId: string,
  outcome: Exclude<PollOutcome, "failed">,
  now: Date,
): Promise<void> {
  await ingestPool().query({ name: `note-poll-${outcome}`, text: ANSWERED[outcome], values: [connectionId, now] });
}

export type PollFailure = { problem: PollProblem; retryAfterSeconds: number | null };

/** Notes one that was not, and pauses: several that failed together count as one in the row. */
export async function noteFailed(
  connectionId: string,
  { problem, retryAfterSeconds }: PollFailure,
  askedAt: Date,
  now: Date,
): Promise<void> {
  const { firstSeconds, mostSeconds } = pauseAfter(problem);
  const values = [connectionId, now, askedAt, problem, firstSeconds, mostSeconds, retryAfterSeconds ?? 0];
  await ingestPool().query({ name: "note-poll-failed", text: FAILED, values });
}

/** The provider may be asked again at once, as after new credentials; a wait that it asked for stays. */
export async function endPause(connectionId: string): Promise<void> {
  await ingestPool().query(
    "UPDATE connection_polls SET paused_until = '-infinity' WHERE connection_id = $1 AND problem <> 'rate_limited'",
    [connectionId],
  );
}

const OPEN = `
  INSERT INTO connection_polls (connection_id, listed_to) VALUES ($1, $2) ON CONFLICT (connection_id) DO NOTHING`;
const TAKE_TURN = `
  UPDATE connection_polls SET free_at = $2::timestamptz + make_interval(secs => $3)
   WHERE connection_id = $1 AND free_at <= $2 AND paused_until <= $2`;
const NEXT_TURN = `
  SELECT nullif(greatest(free_at, paused_until), '-infinity') AS at FROM connection_polls WHERE connection_id = $1`;
const PAUSED = `
  SELECT extract(epoch FROM paused_until - $2::timestamptz)::float8 AS seconds
    FROM connection_polls WHERE connection_id = $1 AND paused_until > $2`;
const answered = (counted: string) => `
  UPDATE connection_polls SET ${counted} = ${counted} + 1, failures_in_row = 0,
         last_asked_at = greatest(last_asked_at, $2), last_answered_at = greatest(last_answered_at, $2)
   WHERE connection_id = $1`;
const ANSWERED = { news: answered("news"), known: answered("known"), not_found: answered("not_found") };
const FAILED = `
  UPDATE connection_polls SET
         failed = failed + 1, problem = $4, problem_at = $2, last_asked_at = greatest(last_asked_at, $2),
         failures_in_row = failures_in_row + CASE WHEN paused_until <= $3 THEN 1 ELSE 0 END,
         paused_until = greatest(
           paused_until,
           $2::timestamptz + make_interval(secs => $7::float8),
           CASE WHEN paused_until <= $3
                THEN $2::timestamptz + make_interval(secs => least($6::float8, $5::float8 * 2 ^ least(failures_in_row, 12)))
                ELSE paused_until END)
   WHERE connection_id = $1`;
