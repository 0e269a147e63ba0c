import { readPool } from "@/lib/db";
import { unreadableConnections } from "@/lib/ingest/connections";
import { unansweredByThread } from "@/lib/ingest/doors/receive-in-thread";
import { waitingCallbacks } from "@/lib/ingest/store-callbacks";
import { findKeyProblem } from "@/lib/keys/verify-keys";

const DATABASE_PATIENCE_MS = 1_000;

type Check = { status: "ok" | "failing"; detail?: string };
type Health = {
  status: "ok" | "failing";
  checks: { database: Check; keys: Check; connections: Check; ingest: Check & { waiting: number } };
};

/** What a process tells of itself, for a Next route and for bare `node:http` alike. */
export type Answer = { status: number; headers: Record<string, string>; body: string };

const JSON_HEADERS = { "content-type": "application/json", "cache-control": "no-store" };

/** `GET /api/health/live`: this process answers. Who restarts it for less would make an outage of the database worse. */
export function answerLive(): Answer {
  return { status: 200, headers: JSON_HEADERS, body: JSON.stringify({ status: "ok" }) };
}

/** `GET /api/health`: ready to do its work, 200, or 503 while a check fails. */
export async function answerHealth(): Promise<Answer> {
  const health = await checkHealth();
  const isOk = health.status === "ok";
  return {
    status: isOk ? 200 : 503,
    headers: { ...JSON_HEADERS, ...(!isOk && { "retry-after": "5" }) },
    body: JSON.stringify(health),
  };
}

/** Whether this process can do its work now: says what fails, never why in a way that tells of its inside. */
async function checkHealth(): Promise<Health> {
  const [database, keys, connections] = await Promise.all([
    check(
      () => readPool().query("SELECT 1"),
      () => null,
    ),
    check(findKeyProblem, (problem) => problem && "this process lacks a key that stored values need"),
    check(unreadableConnections, ({ length }) => (length > 0 ? `${length} cannot be read` : null)),
  ]);
  const waiting = waitingCallbacks().count + unansweredByThread();
  const ingest = { status: "ok" as const, waiting };
  const isOk = [database, keys, connections].every(({ status }) => status === "ok");
  return { status: isOk ? "ok" : "failing", checks: { database, keys, connections, ingest } };
}

/** Asks the database something; `problemIn` says what is wrong with the answer. */
async function check<T>(ask: () => Promise<T>, problemIn: (answer: T) => string | null): Promise<Check> {
  const late = Symbol("late");
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<typeof late>((resolve) => {
    timer = setTimeout(resolve, DATABASE_PATIENCE_MS, late);
  });
  try {
    const answer = await Promise.race([ask(), patience]);
    if (answer === late) return { status: "failing", detail: "no answer within a second" };
    const detail = problemIn(answer);
    return detail === null ? { status: "ok" } : { status: "failing", detail };
  } catch {
    return { status: "failing", detail: "not reachable" };
  } finally {
    clearTimeout(timer);
  }
}
