import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { newMessageSid, receipt, type TestConnection, testConnection } from "@/e2e/support/receipts";
import { type SendingApp, sendingApp, uniqueId } from "@/e2e/support/sending-app";
import { messagesOf, reviewOf } from "@/e2e/support/stored-rows";
import { env } from "@/lib/env";
import { checkDrift } from "@/lib/ledger/check-drift";
import { registerMessages } from "@/lib/registrations/register-message";
import { RegisterMessageInput } from "@/lib/registrations/registration";
import { drainCallbacks, storeBatch, storeCallback, waitingCallbacks } from "./store-callbacks";

// It locks whole tables, and a trigger that goes locks out everybody's reads.
inOwnDatabase();

const now = new Date();
const sent = (connection: TestConnection, providerMessageId: string, rawStatus = "sent", more: object = {}) =>
  receipt(connection, { providerMessageId, rawStatus, ...more }, now);

let other: pg.Client;
beforeEach(async () => {
  other = new pg.Client({ connectionString: env().DATABASE_URL });
  await other.connect();
  await other.query("BEGIN");
});
afterEach(() => other.end());

type Answer = { ok: boolean; ms: number; code?: string };

/** What became of callbacks, all sent at once. */
async function sendAll(items: Parameters<typeof storeCallback>[0][]): Promise<Answer[]> {
  const startedAt = Date.now();
  return Promise.all(
    items.map((item) =>
      storeCallback(item).then(
        () => ({ ok: true, ms: Date.now() - startedAt }),
        ({ code }: { code: string }) => ({ ok: false, code, ms: Date.now() - startedAt }),
      ),
    ),
  );
}

const neighbours = (connection: TestConnection, count: number) =>
  Array.from({ length: count }, () => sent(connection, newMessageSid(), "delivered"));

describe("a message that somebody else holds", () => {
  it("is answered 503 alone: thousands of others are stored, and it is taken once it is free", async () => {
    const connection = testConnection();
    const sid = newMessageSid();
    await storeBatch([sent(connection, sid)]);
    await other.query("SELECT FROM messages WHERE connection_id = $1 FOR UPDATE", [connection.id]);

    const receipts = [
      ...neighbours(connection, 300),
      sent(connection, sid, "delivered"),
      ...neighbours(connection, 2_700),
    ];
    const answers = await sendAll(receipts);
    const refused = answers.flatMap((answer, index) => (answer.ok ? [] : [{ index, code: answer.code }]));
    expect(refused).toEqual([{ index: 300, code: "unavailable" }]);

    await other.query("ROLLBACK");
    await storeCallback(sent(connection, sid, "delivered"));
    const messages = await messagesOf(connection);
    expect(messages).toHaveLength(3_001);
    expect(messages.filter(({ status }) => status !== "delivered")).toEqual([]);
  });

  it("is stored after all when it is let go in time, while others go on", async () => {
    const connection = testConnection();
    const sid = newMessageSid();
    await storeBatch([sent(connection, sid)]);
    await other.query("SELECT FROM messages WHERE connection_id = $1 FOR UPDATE", [connection.id]);
    const stuck = storeCallback(sent(connection, sid, "delivered"));
    await storeCallback(sent(connection, newMessageSid()));
    await other.query("ROLLBACK");
    expect(await stuck).toMatchObject({ stored: 1 });
  });

  it("does not turn its neighbours away, however many messages are held, claimed or counted at once", async () => {
    const app = await sendingApp();
    const { connection } = app;
    const held = Array.from({ length: 40 }, () => newMessageSid());
    await storeBatch(held.map((sid) => sent(connection, sid)));
    await other.query("SELECT FROM messages WHERE connection_id = $1 FOR UPDATE", [connection.id]);

    const ofAttempt = newMessageSid();
    const verificationId = uniqueId("v");
    await register(app, { providerMessageId: ofAttempt, verificationId });
    await other.query("SELECT FROM verifications WHERE external_id = $1 FOR UPDATE", [verificationId]);

    const claimed = Array.from({ length: 5 }, () => newMessageSid());
    for (const sid of claimed) {
      await other.query("INSERT INTO message_refs (namespace, ref, message_id) VALUES ($1, $2, gen_random_uuid())", [
        `provider:${connection.id}`,
        sid,
      ]);
    }

    // A receipt that changes where its message counts waits for the attempt as well.
    const stuck = [...held, ...claimed, ofAttempt].map((sid) => sent(connection, sid, "delivered", { channel: "rcs" }));
    const others = neighbours(connection, 400);
    const answers = await sendAll([...stuck, ...others]);
    expect(answers.slice(0, stuck.length).filter(({ ok }) => ok)).toEqual([]);
    expect(answers.slice(stuck.length).filter(({ ok }) => !ok)).toEqual([]);

    await other.query("ROLLBACK");
    expect((await sendAll(stuck)).every(({ ok }) => ok)).toBe(true);
    expect((await checkDrift({ connectionId: connection.id })).drifts).toEqual([]);
  });

  it("waits beside the lanes: they are free, and the drain waits for it", async () => {
    const connection = testConnection();
    const sid = newMessageSid();
    await storeBatch([sent(connection, sid)]);
    await other.query("SELECT FROM messages WHERE connection_id = $1 FOR UPDATE", [connection.id]);
    const stuck = storeCallback(sent(connection, sid, "delivered")).catch(({ code }) => code);
    await sleep(400);
    expect(waitingCallbacks().count).toBeLessThanOrEqual(1);
    await drainCallbacks();
    expect(await Promise.race([stuck, sleep(50)])).toBe("unavailable");
  });
});

describe("a callback that fails for a reason that nobody knows", () => {
  it.each([
    ["an error", "P0001"],
    ["a conflict at every try", "40001"],
  ])("(%s) is answered 503 alone", async (_what, state) => {
    const connection = testConnection();
    const broken = newMessageSid();
    await other.query("ROLLBACK");
    await other.query(failOn(broken, state));
    try {
      const answers = await sendAll([
        ...neighbours(connection, 150),
        sent(connection, broken),
        ...neighbours(connection, 150),
      ]);
      expect(answers.flatMap(({ ok }, index) => (ok ? [] : [index]))).toEqual([150]);
      expect(await messagesOf(connection)).toHaveLength(300);
      expect(await reviewOf(connection)).toEqual([]);
    } finally {
      await other.query("DROP TRIGGER planted ON messages; DROP FUNCTION planted()");
    }
    await storeCallback(sent(connection, broken));
  });
});

describe("what nobody can store", () => {
  it("is an outage at once, and is not tried piece by piece", async () => {
    const connection = testConnection();
    await other.query("LOCK TABLE callback_rollups IN ACCESS EXCLUSIVE MODE");
    const answers = await sendAll(neighbours(connection, 600));
    expect(answers.every(({ ok, code }) => !ok && code === "unavailable")).toBe(true);
    await other.query("ROLLBACK");
    await storeCallback(sent(connection, newMessageSid()));
  });
});

async function register({ apiKey, connection }: SendingApp, body: object): Promise<void> {
  const input = RegisterMessageInput.parse({ connection: connection.key, to: "+14155550142", ...body });
  const [outcome] = await registerMessages(apiKey, [input], () => now);
  if (!outcome?.ok) throw outcome?.error ?? new Error("no outcome");
}

/** Every insert of one message fails, and of no other. */
function failOn(providerMessageId: string, state: string): string {
  return `
    CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION USING ERRCODE = '${state}', MESSAGE = 'planted'; END $$;
    CREATE TRIGGER planted BEFORE INSERT ON messages FOR EACH ROW
      WHEN (NEW.provider_message_id = '${providerMessageId}') EXECUTE FUNCTION planted()`;
}
