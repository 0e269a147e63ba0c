import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { setTimeout } from "node:timers/promises";
import { db } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { chooseStory, type StoryChoice } from "./choose-story";
import { noteSimulated } from "./note-simulated";
import { type PickedAccounts, pickAccounts } from "./pick-accounts";
import { type Played, playScript, type Stage } from "./play-script";
import { openPoster } from "./post-callback";
import { requireLoopback } from "./require-loopback";
import { requireServer } from "./require-server";
import type { Script } from "./script";
import { emptySimulation, type Simulation, withStory } from "./summarise-simulation";
import { workInLanes } from "./work-in-lanes";

export type SimulateOptions = StoryChoice & {
  provider?: string;
  connection?: string;
  /** Stories begun a second; one story in all where neither this nor a time is given. */
  rate?: number;
  forSeconds?: number;
  /** How many times faster than life a story runs. */
  speed: number;
  /** Where the instance listens. */
  base: string;
  seed?: string;
  onProgress(line: string): void;
};

const MAX_STORIES = 50_000;
const PROGRESS_MS = 1_000;
/** More would only wait for each other. */
const OPEN_STORIES = 2_000;

/** Tells stories to a running instance: callbacks over HTTP, the app's part through the verbs of its API. */
export async function simulate(options: SimulateOptions): Promise<Simulation> {
  const base = requireLoopback(options.base);
  await requireServer(base);
  const count = storyCount(options);
  const accounts = await pickAccounts(options);
  const seed = options.seed ?? randomUUID();
  const write = (index: number) => chooseStory(options, accounts, `${seed}:${index}`);
  const poster = openPoster(base);
  let simulation = emptySimulation(options.scenario, accounts.first);
  const timer = setInterval(() => {
    options.onProgress(`${simulation.stories} of ${count} told, ${poster.answered()} callbacks answered`);
  }, PROGRESS_MS);
  try {
    const stage = { apiKey: await apiKeyOf(accounts), accounts: byKey(accounts), deliver: poster.post };
    const began = Date.now();
    const pace = { began, count, rate: options.rate ?? 1, speed: options.speed };
    await tellAll(write, stage, pace, (script, played) => {
      simulation = withStory(simulation, script, played, Date.now() - began);
    });
    return simulation;
  } finally {
    clearInterval(timer);
    poster.close();
  }
}

function storyCount({ rate, forSeconds }: SimulateOptions): number {
  if (rate === undefined && forSeconds === undefined) return 1;
  const count = Math.ceil((rate ?? 1) * (forSeconds ?? 10));
  if (count <= MAX_STORIES) return count;
  throw new AppError("invalid_input", `At most ${MAX_STORIES.toLocaleString("en")} stories in one run.`);
}

/** Stories told to a demo connection belong to the demo, and go with it. */
async function apiKeyOf({ demo }: PickedAccounts): Promise<{ id: string }> {
  const demoKey = demo ? await db().apiKey.findFirst({ where: { demo: true }, select: { id: true } }) : null;
  return demoKey ?? { id: newId(new Date()) };
}

function byKey({ first, other }: PickedAccounts): Stage["accounts"] {
  return new Map([first, other].map((account) => [account.key, account]));
}

type LiveStage = Omit<Stage, "timeOf" | "reach">;
type Pace = { began: number; count: number; rate: number; speed: number };

/** Begins one story after the other at its time; the first failure ends them all. */
async function tellAll(
  write: (index: number) => Script,
  stage: LiveStage,
  { began, count, rate, speed }: Pace,
  onTold: (script: Script, played: Played) => void,
): Promise<void> {
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  await workInLanes(Array(count).keys(), OPEN_STORIES, async (index) => {
    const startsAt = began + (index * 1_000) / rate;
    try {
      const script = write(index);
      await noteSimulated(script);
      onTold(script, await playLive(script, stage, { startsAt, speed, signal: stop.signal }));
    } catch (error) {
      stop.abort();
      throw error;
    }
  });
}

function playLive(
  script: Script,
  stage: LiveStage,
  { startsAt, speed, signal }: { startsAt: number; speed: number; signal: AbortSignal },
): Promise<Played> {
  return playScript(script, {
    ...stage,
    timeOf: (atMs) => new Date(Math.round(startsAt + atMs / speed)),
    reach: async (at) => {
      await setTimeout(Math.max(0, at.getTime() - Date.now()), undefined, { signal });
      return true;
    },
  });
}
