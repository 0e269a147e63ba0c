import { addApiKey } from "@/lib/auth/add-api-key";
import { addConnection } from "@/lib/connections/add-connection";
import { ensurePartitionFor } from "@/lib/database/partitions";
import { readPool } from "@/lib/db";
import { closeVerifications } from "@/lib/deadlines/close-verifications";
import { noteMissingReceipts } from "@/lib/deadlines/note-missing-receipts";
import { AppError } from "@/lib/errors";
import { flushTallies } from "@/lib/ingest/tallies";
import { callbackProviders } from "@/lib/providers/registry";
import { type Account, openAccount } from "./account";
import { castStory } from "./cast-story";
import { deliverInProcess } from "./deliver-in-process";
import { type DatedPlan, planDemo } from "./plan-demo";
import { type Played, playScript, type Stage } from "./play-script";
import { randomAccount } from "./random-account";
import type { Script } from "./script";
import { workInLanes } from "./work-in-lanes";

const HOUR_MS = 3_600_000;
const STEP_MS = 6 * HOUR_MS;
const DAY_MS = 24 * HOUR_MS;
/** Stories that are told at once: enough that callbacks share commits. */
const LANES = 32;

/** Stories after which the planner looks at the tables again: plans made for small ones read them whole. */
const ANALYSE_AFTER: ReadonlySet<number> = new Set([200, 600, 1_500]);

export type FillDemoOptions = {
  now: Date;
  /** Messages so far, and how many there will be. Throwing stops the filling. */
  onProgress(done: number, total: number): void;
  days?: number;
  stories?: number;
};

/**
 * Fills in the demo: the stories of a month, told by the scenarios to the real core, each on the clock of its own
 * day. Signed callbacks are verified, parsed and stored like any other; nothing is inserted finished.
 */
export async function fillDemo(options: FillDemoOptions): Promise<{ messages: number }> {
  const { now, onProgress, days = 30, stories = 3_900 } = options;
  const begins = new Date(now.getTime() - days * DAY_MS - HOUR_MS);
  for (let at = begins; at <= now; at = new Date(at.getTime() + 10 * DAY_MS)) await ensurePartitionFor(at);
  await ensurePartitionFor(now);
  const accounts = await addAccounts(begins);
  const apiKey = await addApiKey(
    {
      label: "Demo app",
      scopes: ["messages:write", "messages:read", "verifications:write", "verifications:read"],
      demo: true,
    },
    () => begins,
  );
  const scenes = planDemo({ now, days, stories }, accounts).map((plan) => ({ plan, script: castStory(plan) }));
  const total = scenes.reduce((sum, { script }) => sum + script.messages.length, 0);
  const byKey = new Map(accounts.map((account) => [account.key, account]));
  let [done, told] = [0, 0];
  await workInLanes(scenes, LANES, async ({ plan, script }) => {
    await tell(plan, script, { apiKey, accounts: byKey, now });
    done += script.messages.length;
    told += 1;
    onProgress(done, total);
    if (ANALYSE_AFTER.has(told)) await analyse();
  });
  await analyse();
  await passTime(begins, now);
  await flushTallies();
  return { messages: done };
}

async function addAccounts(at: Date): Promise<Account[]> {
  const keys: string[] = [];
  for (const provider of callbackProviders()) {
    const { key } = await addConnection({ ...randomAccount(provider), demo: true }, () => at);
    keys.push(key);
  }
  return Promise.all(keys.map(openAccount));
}

/** Plays one story as far as it has come by `now`. */
async function tell(
  { startsAt }: DatedPlan,
  script: Script,
  { now, ...stage }: Pick<Stage, "apiKey" | "accounts"> & { now: Date },
): Promise<void> {
  const played = await playScript(script, {
    ...stage,
    timeOf: (atMs) => new Date(startsAt.getTime() + Math.round(atMs)),
    reach: (at) => at <= now,
    deliver: deliverInProcess,
  });
  checkAnswers(script, played);
}

/** A story whose callbacks were not taken as they should would leave a demo that lies. */
function checkAnswers(script: Script, { answers, isComplete }: Played): void {
  const refused = answers.get(401) ?? 0;
  const odd = [...answers.keys()].find((status) => status >= 300 && status !== 401);
  if (odd === undefined && (!isComplete || refused === (script.ending.refused ?? 0))) return;
  throw new AppError("internal", `The demo's callbacks were answered ${odd ?? 401} (${script.scenario}).`);
}

async function analyse(): Promise<void> {
  await readPool().query("ANALYZE message_refs, messages, message_events, verifications, verification_events");
}

/** What the clock brings about, a quarter of a day at a time: missing receipts, and attempts that end in silence. */
async function passTime(from: Date, now: Date): Promise<void> {
  for (let at = from.getTime(); at < now.getTime() + STEP_MS; at += STEP_MS) {
    const then = new Date(Math.min(at, now.getTime()));
    await noteMissingReceipts(then);
    await closeVerifications(then);
  }
}
