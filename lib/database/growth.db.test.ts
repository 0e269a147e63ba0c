import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { catalogueBreaches, PARTITIONED, rangeBreaches, statementBreaches } from "@/e2e/support/growth-rules";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { openPool } from "@/lib/db";
import { listPartitions, makePartitionsAhead } from "./partitions";

inOwnDatabase();
let pool: pg.Pool;
let partition: string;
beforeAll(async () => {
  await makePartitionsAhead(new Date());
  pool = openPool({ max: 2 });
  const events = (await listPartitions(pool)).find(({ parent }) => parent === "message_events");
  partition = `partitions.${events?.name}`;
});
afterAll(() => pool.end());

describe("the catalogue", () => {
  it("closes no door to growth", async () => {
    expect((await listPartitions(pool)).length).toBe(4 * Object.keys(PARTITIONED).length);
    expect(await catalogueBreaches(pool)).toEqual([]);
  });

  it.each([
    ["is unique without the message id", () => `CREATE UNIQUE INDEX planted ON ${partition} (dedupe_key)`],
    [
      "is unique without the message id",
      () => `CREATE UNIQUE INDEX planted ON ${partition} (dedupe_key) INCLUDE (message_id)`,
    ],
    [
      "is a foreign key of or to a table that is cut into months",
      () => "ALTER TABLE messages ADD CONSTRAINT planted FOREIGN KEY (verification_id) REFERENCES verifications (id)",
    ],
    [
      "is a foreign key of or to a table that is cut into months",
      () => "ALTER TABLE verification_events ADD CONSTRAINT planted FOREIGN KEY (message_id) REFERENCES messages (id)",
    ],
    ["is a sequence", () => "ALTER TABLE message_refs ADD COLUMN planted bigint GENERATED ALWAYS AS IDENTITY"],
    ["is a sequence", () => "ALTER TABLE messages ADD COLUMN planted bigserial"],
    [
      "is a trigger on what ingest writes",
      () => `CREATE TRIGGER planted AFTER INSERT ON ${partition}
               FOR EACH STATEMENT EXECUTE FUNCTION bump_connections_version()`,
    ],
    [
      "is a function that notifies",
      () => "CREATE FUNCTION planted() RETURNS void LANGUAGE sql AS 'SELECT pg_notify(''planted'', '''')'",
    ],
    [
      "is a partition outside of their schema, or takes what no month claims",
      () => "CREATE TABLE planted PARTITION OF messages DEFAULT",
    ],
    [
      "is cut into months, and is not known to this test",
      () => "CREATE TABLE planted (id uuid) PARTITION BY RANGE (id)",
    ],
  ])("is caught where something %s", async (rule, plant) => {
    const client = await pool.connect();
    try {
      await client.query("BEGIN");
      await client.query(plant());
      expect(await catalogueBreaches(client)).toContainEqual(expect.stringMatching(new RegExp(`^${rule}: .*planted`)));
    } finally {
      await client.query("ROLLBACK");
      client.release();
    }
  });
});

describe("a statement", () => {
  it.each([
    "SELECT id FROM messages WHERE id = ANY ($1::uuid[]) AND id BETWEEN $2 AND $3 ORDER BY id FOR NO KEY UPDATE",
    "UPDATE messages m SET status = r.status FROM unnest($1::uuid[], $2::text[]) AS r(id, status) WHERE m.id = r.id AND m.id BETWEEN $3 AND $4",
    'SELECT "public"."messages"."id" FROM "public"."messages" WHERE ("public"."messages"."id" = $1 AND $2=$3)',
    "DELETE FROM messages WHERE id = ANY ($1::uuid[]) AND id >= $2 AND id < $3",
    "INSERT INTO message_events (message_id) SELECT * FROM unnest($1::uuid[]) AS r(message_id) ON CONFLICT (message_id, dedupe_key) DO UPDATE SET differs = message_events.differs",
    "SELECT m.namespace FROM unnest($1::text[]) AS r(ref) JOIN message_refs m USING (ref)",
  ])("is let pass: %s", (statement) => {
    expect(statementBreaches(statement)).toEqual([]);
  });

  it.each([
    ["notifies", "NOTIFY changed"],
    ["notifies", "SELECT pg_notify($1, $2)"],
    ["notifies", "listen changed"],
    ["takes an advisory lock", "SELECT pg_try_advisory_xact_lock($1)"],
    ["draws from a sequence", "INSERT INTO message_refs (n) VALUES (nextval($1))"],
    ["opens every month of messages", "SELECT id FROM messages WHERE id = ANY ($1::uuid[]) FOR UPDATE"],
    [
      "opens every month of messages",
      "UPDATE messages m SET status = r.status FROM unnest($1::uuid[]) AS r(id) WHERE m.id = r.id",
    ],
    [
      "opens every month of message_events",
      "SELECT 1 FROM messages m JOIN message_events e ON e.message_id = m.id WHERE m.id BETWEEN $1 AND $2",
    ],
    ["opens every month of event_payloads", 'SELECT * FROM "public"."event_payloads" WHERE crypto_id = $1'],
    [
      "opens every month of messages",
      "UPDATE messages m SET price = y.price FROM messages y WHERE m.id = $1 AND y.user_ref = $2",
    ],
  ])("is caught where it %s: %s", (what, statement) => {
    expect(statementBreaches(statement)).toEqual([expect.stringContaining(what)]);
  });

  it("that looks for rows of two months at once is caught once for each", () => {
    expect(rangeBreaches("SELECT FROM messages a, messages b WHERE a.user_ref = b.user_ref")).toHaveLength(2);
  });
});
