import { readPool } from "@/lib/db";
import { unansweredByThread } from "@/lib/ingest/doors/receive-in-thread";
import { waitingCallbacks } from "@/lib/ingest/store-callbacks";

const DATABASE_PATIENCE_MS = 1_000;

type Check = { status: "ok" | "failing"; detail?: string };
type Health = { status: "ok" | "failing"; checks: { database: Check; ingest: Check & { waiting: number } } };

/** `GET /api/health`: 200, or 503 while a check fails. */
export async function answerHealth(): Promise<{ status: number; headers: Record<string, string>; body: string }> {
  const health = await checkHealth();
  const isOk = health.status === "ok";
  return {
    status: isOk ? 200 : 503,
    headers: { "content-type": "application/json", "cache-control": "no-store", ...(!isOk && { "retry-after": "5" }) },
    body: JSON.stringify(health),
  };
}

/** Whether this process can do its work now: says what fails, never why in a way that tells of its inside. */
async function checkHealth(): Promise<Health> {
  const database = await checkDatabase();
  const waiting = waitingCallbacks().count + unansweredByThread();
  const ingest = { status: "ok" as const, waiting };
  return { status: database.status, checks: { database, ingest } };
}

async function checkDatabase(): Promise<Check> {
  const late = Symbol("late");
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<typeof late>((resolve) => {
    timer = setTimeout(resolve, DATABASE_PATIENCE_MS, late);
  });
  try {
    const answer = await Promise.race([readPool().query("SELECT 1"), patience]);
    return answer === late ? { status: "failing", detail: "no answer within a second" } : { status: "ok" };
  } catch {
    return { status: "failing", detail: "not reachable" };
  } finally {
    clearTimeout(timer);
  }
}
