import { readFileSync } from "node:fs";
import type pg from "pg";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { closeDb, readPool } from "@/lib/db";
import { type AttributedMessage, verificationContributions } from "@/lib/delivery/counts/verification-contribution";
import { newId } from "@/lib/ids";
import { fromStored, STORED_CONTRIBUTIONS_SQL, toStored } from "./stored-contributions";

const start = new Date("2026-11-21T10:07:00.000Z");
const attempt = {
  state: "verified" as const,
  useCase: "login",
  destinationCountry: "US",
  requestedAt: start,
  verifiedAt: new Date(start.getTime() + 30_000),
  createdAt: start,
};
const message = (more: Partial<AttributedMessage> = {}): AttributedMessage => ({
  id: newId(start),
  connectionId: newId(start),
  channel: "sms",
  templateKey: 'a "quoted" first last key',
  senderIdentity: null,
  destinationCountry: null,
  sentAt: start,
  createdAt: start,
  ...more,
});
const later = { sentAt: new Date(start.getTime() + 10_000), channel: "voice" };
const COUNTED = {
  "one message": verificationContributions(attempt, [message()]),
  "two messages": verificationContributions(attempt, [message(), message(later)]),
  "two messages that count the same": verificationContributions(attempt, [
    message({ connectionId: newId(start) }),
    message({ sentAt: new Date(start.getTime() + 60_000) }),
  ]),
  "no message, no end": verificationContributions({ ...attempt, state: "checking", verifiedAt: null }, []),
};

describe("what an attempt counts as", () => {
  it.each(Object.entries(COUNTED))("is the same after it was stored: %s", (_, contributions) => {
    const stored = toStored(contributions);
    expect(fromStored(JSON.parse(JSON.stringify(stored)))).toEqual(contributions);
    expect(stored.length).toBe(
      new Set(contributions.map(({ attribution: _, ...place }) => JSON.stringify(place))).size,
    );
  });
});

describe("in the database", () => {
  let client: pg.PoolClient;
  beforeEach(async () => {
    client = await readPool().connect();
    await client.query("CREATE TEMP TABLE verifications (name text, counted jsonb)");
  });
  afterEach(async () => {
    await client.query("DROP TABLE pg_temp.verifications");
    client.release();
  });
  afterAll(closeDb);

  const store = (name: string, counted: unknown) =>
    client.query("INSERT INTO pg_temp.verifications VALUES ($1, $2)", [name, JSON.stringify(counted)]);

  it("is read back by SQL as by us, also what counts as nothing", async () => {
    const all = Object.entries(COUNTED);
    for (const [name, contributions] of all) await store(name, toStored(contributions));
    await store("frozen", []);
    await client.query("INSERT INTO pg_temp.verifications VALUES ('never counted', NULL)");
    const { rows } = await client.query<{ bucket_at: Date; attribution: string }>(STORED_CONTRIBUTIONS_SQL);
    const read = rows.map(({ bucket_at: bucketAt, ...row }) =>
      JSON.stringify(Object.values({ ...row, bucketAt }).sort()),
    );
    const wanted = all.flatMap(([, contributions]) => contributions);
    expect(read.sort()).toEqual(wanted.map((one) => JSON.stringify(Object.values(one).sort())).sort());
  });

  it("is what the migration makes of rows that named every field", async () => {
    for (const [name, contributions] of Object.entries(COUNTED)) await store(name, contributions);
    await store("frozen", []);
    await client.query(readFileSync("prisma/migrations/20261121122000_compact_counts/migration.sql", "utf8"));
    const { rows } = await client.query<{ name: string; counted: unknown }>("SELECT * FROM pg_temp.verifications");
    const wanted = Object.entries(COUNTED).map(([name, contributions]) => [name, toStored(contributions)]);
    expect(rows.map(({ name, counted }) => [name, counted]).sort()).toEqual([...wanted, ["frozen", []]].sort());
  });
});
