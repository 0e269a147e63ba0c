import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestDatabase, type TestDatabase } from "@/e2e/support/test-database";
import { addApiKey } from "@/lib/auth/add-api-key";
import { systemClock } from "@/lib/clock";
import { addConnection } from "@/lib/connections/add-connection";
import { closeDb, db } from "@/lib/db";
import { closeVerifications } from "@/lib/deadlines/close-verifications";
import { noteMissingReceipts } from "@/lib/deadlines/note-missing-receipts";
import { decide } from "@/lib/delivery/decision/decide";
import { verdict } from "@/lib/delivery/words/verdict";
import { provideEnv } from "@/lib/env";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { callbackProviders, type ProviderId, providers } from "@/lib/providers/registry";
import { getStory } from "@/lib/stories/get-story";
import { type Account, openAccount } from "./account";
import { canTell, castStory, type StoryPlan } from "./cast-story";
import { deliverInProcess } from "./deliver-in-process";
import { findPlace, type Place } from "./places";
import { type Played, playScript } from "./play-script";
import { randomAccount } from "./random-account";
import { SCENARIO_NAMES, type ScenarioName } from "./scenarios";
import type { Script } from "./script";

const HOUR_MS = 3_600_000;
/** Long enough ago for every deadline to have passed. */
const START = new Date(Date.now() - 2 * HOUR_MS);
const PROVIDERS = callbackProviders().map(({ id }) => id as ProviderId);

// A database of its own: the jobs that end a story end those of every test that shares one.
let database: TestDatabase;
let apiKey: { id: string };
const accounts = new Map<string, Account>();

beforeAll(async () => {
  database = await startTestDatabase();
  provideEnv({ DATABASE_URL: database.url });
  apiKey = await addApiKey({ label: "scenarios", scopes: ["messages:write"] }, systemClock);
  const keys: [string, string][] = [];
  for (const provider of PROVIDERS) {
    const added = await addConnection(
      { ...randomAccount(providers[provider]), label: `scenarios ${crypto.randomUUID()}` },
      () => START,
    );
    keys.push([provider, added.key]);
  }
  for (const [provider, key] of keys) accounts.set(provider, await openAccount(key));
});

afterAll(async () => {
  await closeIngestPool();
  await closeDb();
  await database.stop();
});

const cases = PROVIDERS.flatMap((provider) => SCENARIO_NAMES.map((scenario) => ({ provider, scenario })));

it.each(cases)("$scenario by $provider ends as it says", async ({ provider, scenario }) => {
  const plan = planOf(provider, scenario);
  const script = castStory(plan);
  expect(script.scenario).toBe(canTell(plan) ? scenario : "happy");
  const played = await tell(script);
  await noteMissingReceipts(new Date(START.getTime() + HOUR_MS));
  await closeVerifications(new Date(START.getTime() + HOUR_MS));
  await expectEnding(script, played);
});

it.each(SCENARIO_NAMES)("%s can be told by some provider", (scenario) => {
  expect(PROVIDERS.some((provider) => canTell(planOf(provider, scenario)))).toBe(true);
});

it("keeps a forged callback out of the message's events", async () => {
  const script = castStory(planOf("twilio", "bad-signature"));
  await tell(script);
  const [message] = await messagesOf(script);
  const events = await db().messageEvent.findMany({ where: { messageId: message?.id ?? "" } });
  expect(events.map(({ status }) => status).sort()).toEqual(["accepted", "delivered", "sent"]);
});

function planOf(provider: string, scenario: ScenarioName): StoryPlan {
  return {
    ...{ seed: randomUUID(), scenario, person: 7, place: findPlace("IN") as Place },
    first: accountOf(provider),
    other: accountOf(provider === "twilio" ? "vonage-sms" : "twilio"),
  };
}

function accountOf(provider: string): Account {
  const account = accounts.get(provider);
  if (!account) throw new Error(`no account of ${provider}`);
  return account;
}

function tell(script: Script): Promise<Played> {
  return playScript(script, {
    apiKey,
    accounts: new Map([...accounts.values()].map((account) => [account.key, account])),
    timeOf: (atMs) => new Date(START.getTime() + Math.round(atMs)),
    reach: () => true,
    deliver: deliverInProcess,
  });
}

async function expectEnding(script: Script, { answers }: Played): Promise<void> {
  const { ending } = script;
  const messages = await messagesOf(script);
  expect(messages.map(({ status }) => status)).toEqual(ending.messages.map(({ status }) => status));
  for (const [index, expected] of ending.messages.entries()) {
    const { failureCategory = null, conflicting = false, duplicates = 0 } = expected;
    expect(messages[index]).toMatchObject({ failureCategory, conflicting, isFinal: true });
    expect(await duplicatesOf(messages[index]?.id)).toBe(duplicates);
  }
  const verification = script.verificationId
    ? await db().verification.findUniqueOrThrow({ where: { externalId: script.verificationId } })
    : null;
  expect(verification?.state ?? null).toBe(ending.verification);
  const storyId = verification?.id ?? messages[0]?.id ?? "";
  const page = await getStory(storyId, new Date(START.getTime() + HOUR_MS));
  if (!page) throw new Error("the story is not there");
  const said = verdict(decide(page.story), (at) => at.toISOString().slice(11, 19));
  expect(said.headline.toLowerCase()).toContain(ending.headline.toLowerCase());
  expect(refusals(answers)).toBe(ending.refused ?? 0);
  if (ending.review) expect(await reviewKinds(script)).toContain(ending.review);
}

async function messagesOf(script: Script) {
  const ids = script.messages.map(({ providerMessageId }) => providerMessageId);
  const rows = await db().message.findMany({ where: { providerMessageId: { in: ids } } });
  return ids.flatMap((id) => rows.find(({ providerMessageId }) => providerMessageId === id) ?? []);
}

async function duplicatesOf(messageId = ""): Promise<number> {
  const events = await db().messageEvent.findMany({ where: { messageId }, select: { duplicateCount: true } });
  return events.reduce((sum, { duplicateCount }) => sum + duplicateCount, 0);
}

function refusals(answers: Played["answers"]): number {
  const refused = [...answers].filter(([status]) => status >= 300);
  return refused.reduce((sum, [, count]) => sum + count, 0);
}

async function reviewKinds(script: Script): Promise<string[]> {
  const keys = script.messages.map(({ route }) => route.connectionKey);
  const connections = await db().providerConnection.findMany({ where: { key: { in: keys } }, select: { id: true } });
  const items = await db().reviewItem.findMany({ where: { connectionId: { in: connections.map(({ id }) => id) } } });
  return items.map(({ kind }) => kind);
}
