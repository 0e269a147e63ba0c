import { readFileSync } from "node:fs";
import { afterAll, expect, it } from "vitest";
import { fictionalNumber, sendingApp, uniqueId } from "@/e2e/support/sending-app";
import { closeDb, readPool } from "@/lib/db";
import { recordVerificationEvents } from "@/lib/registrations/record-verification-events";
import { registerMessages } from "@/lib/registrations/register-message";
import { RegisterMessageInput } from "@/lib/registrations/registration";
import { VerificationEventInput } from "@/lib/registrations/verification-event";
import { NO_FILTERS } from "./filters";
import { listMessages } from "./list-messages";

const MIGRATION = "prisma/migrations/20261122130000_verified_channel/migration.sql";
const NOW = new Date();
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000).toISOString();

afterAll(closeDb);

it("is listed beside each message of the attempt, as the first success told it", async () => {
  const { connection, apiKey } = await sendingApp();
  const [told, untold, open] = [uniqueId("v"), uniqueId("v"), uniqueId("v")];
  const sent = [told, told, untold, open].map((verificationId) =>
    RegisterMessageInput.parse({
      ...{ verificationId, connection: connection.key, providerMessageId: uniqueId("m") },
      ...{ to: fictionalNumber(), sentAt: ago(300) },
    }),
  );
  await registerMessages(apiKey, sent, () => NOW);
  const report = (id: string, ...events: object[]) =>
    recordVerificationEvents(
      apiKey,
      id,
      events.map((event) => VerificationEventInput.parse({ eventId: uniqueId("e"), ...event })),
      () => NOW,
    );
  await report(told, { type: "verified", at: ago(10), channel: "voice" });
  await report(told, { type: "verified", at: ago(20), channel: "whatsapp" });
  await report(untold, { type: "verified", at: ago(20) });
  await report(open, { type: "code_sent", at: ago(300), channel: "voice" });

  const { messages } = await listMessages({ ...NO_FILTERS, connection: [connection.id] }, NOW);
  const listed = messages.map(({ outcome, verifiedOver }) => `${outcome} ${verifiedOver}`);
  expect(listed.sort()).toEqual(["open null", "verified null", "verified whatsapp", "verified whatsapp"]);
});

it("is what the migration makes of attempts from before", async () => {
  const client = await readPool().connect();
  try {
    await client.query(BEFORE);
    await client.query(`BEGIN; ${readFileSync(MIGRATION, "utf8")} COMMIT`);
    const { rows } = await client.query(
      "SELECT right(id::text, 1) AS id, verified_channel FROM verifications ORDER BY 1",
    );
    expect(rows).toEqual([
      { id: "1", verified_channel: "whatsapp" },
      { id: "2", verified_channel: null },
      { id: "3", verified_channel: null },
    ]);
    const { rows: indexes } = await client.query(INDEXES);
    expect(indexes.map(({ indexdef }) => indexdef)).toEqual([
      "CREATE UNIQUE INDEX verifications_pkey ON pg_temp.verifications USING btree (id) INCLUDE (state, verified_channel)",
    ]);
  } finally {
    client.release(true);
  }
});

/** Of this session's tables alone: tests beside this one have temporary tables too. */
const INDEXES = `
  SELECT pg_get_indexdef(indexrelid) AS indexdef FROM pg_index
   WHERE indrelid IN ('pg_temp.verifications'::regclass, 'pg_temp.verification_events'::regclass)`;
const ID = "00000000-0000-7000-8000-00000000000";
const BEFORE = `
  CREATE TEMP TABLE verifications (id uuid, state text, CONSTRAINT verifications_pkey PRIMARY KEY (id) INCLUDE (state));
  INSERT INTO verifications VALUES ('${ID}1', 'verified'), ('${ID}2', 'verified'), ('${ID}3', 'checking');
  CREATE TEMP TABLE verification_events (verification_id uuid, event_id text, type text, at timestamptz, channel text);
  CREATE INDEX verification_events_verified_idx ON verification_events (verification_id, at) INCLUDE (channel)
    WHERE type = 'verified';
  INSERT INTO verification_events VALUES
    ('${ID}1', 'b', 'verified', '2026-11-20 10:00:05Z', 'voice'), ('${ID}1', 'c', 'verified', '2026-11-20 10:00Z', 'sms'),
    ('${ID}1', 'a', 'verified', '2026-11-20 10:00Z', 'whatsapp'), ('${ID}1', 'd', 'code_sent', '2026-11-20 09:59Z', 'sms'),
    ('${ID}2', 'a', 'verified', '2026-11-20 10:00Z', NULL), ('${ID}3', 'a', 'wrong_code', '2026-11-20 10:00Z', 'sms')`;
