import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { migrate } from "@/lib/database/migrate";
import { ensurePartitions } from "@/lib/database/partitions";
import { closeDb, readPool } from "@/lib/db";
import { parseRecipient } from "@/lib/delivery/recipient/recipient";
import { env, provideEnv } from "@/lib/env";
import { checkDrift } from "@/lib/ledger/check-drift";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { fictionalNumber, PLACES, populationOf } from "@/lib/simulator/places";
import { getStory } from "@/lib/stories/get-story";
import { lookUp } from "@/lib/stories/look-up";
import { crowdNumber } from "./crowd-numbers";
import { growTo } from "./grow";
import { plantSeeds } from "./plant-seeds";
import { progressLine, showProgress } from "./progress";
import { sampleSubjects } from "./sample-subjects";

const MESSAGES = 2_000;
const NOW = new Date();
const DAY_MS = 86_400_000;
const quiet = showProgress(() => undefined);

let pool: pg.Pool;

// A database of its own: filling drops and makes indexes under the feet of whoever else uses the tables.
beforeAll(async () => {
  const name = `scale_${randomBytes(6).toString("hex")}`;
  await readPool().query(`CREATE DATABASE ${name}`);
  await closeDb();
  const url = (env().DATABASE_URL ?? "").replace(/\/[^/]*$/, `/${name}`);
  provideEnv({ DATABASE_URL: url });
  await migrate(url);
  pool = new pg.Pool({ connectionString: url, max: 4 });
  const client = await pool.connect();
  await ensurePartitions(client, new Date(NOW.getTime() - 40 * DAY_MS), NOW);
  await plantSeeds(client, { stories: 40, now: NOW, onProgress: () => undefined });
  client.release();
  await growTo(pool, MESSAGES / 2, quiet);
  await growTo(pool, MESSAGES, quiet);
});
afterAll(async () => {
  await pool.end();
  await closeIngestPool();
  await closeDb();
});

describe("a database that was filled by copying stories", () => {
  it("holds as many messages as were asked for, and no sum drifted", async () => {
    const { messages, verifications, drifts } = await checkDrift();
    expect(messages).toBeGreaterThan(MESSAGES * 0.95);
    expect(messages).toBeLessThanOrEqual(MESSAGES * 1.05);
    expect(verifications).toBeGreaterThan(MESSAGES / 2);
    expect(drifts).toEqual([]);
  });

  it("counts every callback, in one row a connection and quarter", async () => {
    const { rows } = await pool.query<{ counted: number; events: number; surplus: number }>(
      `SELECT sum(stored + unknown_status)::int AS counted,
              (SELECT count(*)::int FROM message_events WHERE source = 'webhook') AS events,
              (count(*) - count(DISTINCT (bucket_at, connection_id)))::int AS surplus FROM callback_rollups`,
    );
    expect(rows[0]?.counted).toBeGreaterThan(MESSAGES);
    expect(rows[0]).toMatchObject({ counted: rows[0]?.events, surplus: 0 });
  });

  it("has the indexes of one that was only migrated", async () => {
    const names =
      "SELECT string_agg(indexname, ' ' ORDER BY indexname) AS names FROM pg_indexes WHERE schemaname = 'public'";
    const { rows } = await pool.query<{ names: string }>(names);
    for (const index of ["messages_pkey", "messages_recipient_idx", "message_refs_pkey", "delivery_rollups_pkey"]) {
      expect(rows[0]?.names).toContain(index);
    }
  });

  it("spreads the messages over the twelve weeks", async () => {
    const { rows } = await pool.query<{ weeks: number; most: number }>(
      `SELECT count(*)::int AS weeks, max(n)::int AS most
         FROM (SELECT date_bin('7 days', counted_at, now()) AS week, count(*) AS n FROM messages GROUP BY 1) AS weeks`,
    );
    expect(rows[0]?.weeks).toBeGreaterThanOrEqual(12);
    expect(rows[0]?.most).toBeLessThan(MESSAGES / 5);
  });

  it("finds its people and messages, and tells their stories", async () => {
    const { people, messages } = await sampleSubjects(50, NOW);
    for (const { number, userRef } of people) {
      expect(await find(number)).toMatchObject({ kind: "one", readAs: "phone" });
      const byUser = await find(userRef);
      expect(byUser).toMatchObject({ kind: "one", readAs: "user_ref" });
      expect(byUser.kind === "one" && (await getStory(byUser.storyId, NOW))?.userRef).toBe(userRef);
    }
    for (const { providerMessageId, appMessageId, verificationId } of messages) {
      expect(await find(providerMessageId)).toMatchObject({ kind: "one", storyId: verificationId });
      expect(await find(`app:${appMessageId}`)).toMatchObject({ kind: "one", storyId: verificationId });
      const page = await getStory(verificationId, NOW);
      expect(page?.story.messages.map((message) => message.events.length)).not.toContain(0);
      expect(page?.story.verification?.events.length).toBeGreaterThan(0);
    }
  });
});

it.each(PLACES)("has numbers of $country that can be looked up, a different one for each person", (place) => {
  const numbers = Array.from({ length: 20_000 }, (_, index) => crowdNumber(place, index));
  const seeds = Array.from({ length: populationOf(place) + 80 }, (_, index) => fictionalNumber(place, index));
  expect(new Set([...numbers, ...seeds]).size).toBe(numbers.length + seeds.length);
  for (const number of numbers.slice(0, 20)) expect(parseRecipient(number)).toMatchObject({ normalised: number });
});

it("says how far it is, how fast, and how long it will take", () => {
  expect(progressLine("messages", 1_200_000, 10_000_000, 60)).toBe(
    "messages 1,200,000 of 10,000,000 · 12 % · 20,000/s · 7 min left",
  );
  expect(progressLine("people", 0, 500, 0)).toBe("people 0 of 500 · 0 % · 0/s");
});

function find(typed: string) {
  return lookUp(typed, { defaultCountries: [] });
}
