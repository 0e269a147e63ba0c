import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import type { AddedConnection } from "@/lib/connections/add-connection";
import { checkDrift } from "@/lib/ledger/check-drift";
import type { IngestProcess } from "./ingest-process";
import { Ledger } from "./ledger";
import { type Answer, isAcknowledged } from "./post-callback";
import { memoryOf } from "./process-facts";
import { type SteadyLoad, startSteadyLoad } from "./steady-load";
import { unaccounted } from "./unaccounted";

const SENDERS = 128;
const OUTAGE_MS = process.env.TEST_LONG ? 60_000 : 4_000;
const ANSWER_WITHIN_MS = 2_000;
const BACK_WITHIN_MS = 5_000;
const GROWTH_BYTES = 150 * 1_024 * 1_024;
const WARM_UP = 1_000;

export type Outage = {
  ingest: IngestProcess;
  connection: AddedConnection;
  secrets: { authToken: string };
  /** Resolves when storage is broken for certain. */
  breakStorage(): Promise<void>;
  /** Resolves when storage works again. */
  mendStorage(): Promise<void>;
  /** Broken storage may still have room for a few small commits: those are truly acknowledged. */
  mayTakeSome?: boolean;
};

/**
 * Floods the process with callbacks while its storage breaks, stays broken and comes back, and expects what is
 * promised: 503 with Retry-After within two seconds, bounded memory, the first 2xx within five seconds of the
 * return, and nothing lost or doubled.
 */
export async function liveThroughOutage(outage: Outage): Promise<void> {
  const { ingest, connection, secrets, breakStorage, mendStorage, mayTakeSome = false } = outage;
  const ledger = new Ledger();
  const answers: Answer[] = [];
  const onAnswer = (answer: Answer) => answers.push(answer);
  const load = startSteadyLoad({ urls: [ingest.url], connection, secrets, ledger, senders: SENDERS, onAnswer });
  try {
    await acknowledgements(load, WARM_UP);
    const before = memoryOf(ingest.pid);
    await breakStorage();
    const brokenAt = performance.now();
    const hasMetFlood = () => answers.filter(({ beganAt }) => beganAt >= brokenAt).length >= SENDERS;
    const peak = await peakMemory(ingest, OUTAGE_MS, hasMetFlood);
    const mendingAt = performance.now();
    await mendStorage();
    const backAt = performance.now();
    await acknowledgements(load, 1);
    const returnedMs = performance.now() - backAt;
    await acknowledgements(load, WARM_UP / 2);
    await load.stop();

    expectRefusals(answers, { brokenAt, mendingAt, mayTakeSome });
    expect(peak - before, "growth of memory in bytes").toBeLessThan(GROWTH_BYTES);
    expect(returnedMs, "from the return of storage to the first 2xx").toBeLessThan(BACK_WITHIN_MS);
    expect(ingest.isRunning, ingest.output).toBe(true);
    expect(await unaccounted(ledger, connection.id)).toEqual({ lost: [], doubled: [] });
    expect((await checkDrift({ connectionId: connection.id })).drifts).toEqual([]);
  } finally {
    load.abandon();
    ledger.remove();
  }
}

type Broken = { brokenAt: number; mendingAt: number; mayTakeSome: boolean };

function expectRefusals(answers: readonly Answer[], { brokenAt, mendingAt, mayTakeSome }: Broken): void {
  const endedAt = ({ beganAt, tookMs }: Answer) => beganAt + tookMs;
  const during = answers.filter((answer) => answer.beganAt >= brokenAt && endedAt(answer) <= mendingAt);
  const refused = during.filter(({ status, retryAfter }) => status === 503 && /^\d+$/.test(retryAfter ?? ""));
  const isRefusal = new Set(refused);
  const others = during.filter((answer) => !isRefusal.has(answer) && !(mayTakeSome && isAcknowledged(answer)));
  expect(refused.length, "the flood met the outage").toBeGreaterThan(SENDERS / 2);
  expect(others.slice(0, 3), "503 with Retry-After while storage is broken").toEqual([]);

  const begun = answers.filter(({ beganAt }) => beganAt < mendingAt);
  const unanswered = begun.filter(({ status }) => status === null);
  expect(unanswered.slice(0, 3), "every callback has its answer").toEqual([]);
  // What was under way when storage broke has waited since then only.
  const waits = begun.map((answer) => endedAt(answer) - Math.max(answer.beganAt, brokenAt));
  const longest = waits.reduce((most, wait) => Math.max(most, wait), 0);
  expect(longest, "ms from a callback, or from the break, to its answer").toBeLessThan(ANSWER_WITHIN_MS);
}

/** The most that the process held, watched for so long, and on a busy machine until enough has happened. */
async function peakMemory({ pid }: IngestProcess, durationMs: number, isEnough: () => boolean): Promise<number> {
  let peak = 0;
  for (const end = Date.now() + durationMs; Date.now() < end || !isEnough(); await sleep(200)) {
    peak = Math.max(peak, memoryOf(pid));
  }
  return peak;
}

async function acknowledgements(load: SteadyLoad, count: number): Promise<void> {
  const enough = load.acknowledged + count;
  while (load.acknowledged < enough) await sleep(5);
}
