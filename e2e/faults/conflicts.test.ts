import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { countOutcomes } from "@/e2e/support/read-counts";
import { type AddedConnection, addConnection } from "@/lib/connections/add-connection";
import { freePort } from "@/lib/database/free-port";
import { readPool } from "@/lib/db";
import { env } from "@/lib/env";
import { checkDrift } from "@/lib/ledger/check-drift";
import { genericHmac } from "@/lib/providers/generic-hmac/generic-hmac";
import { type IngestProcess, startIngest } from "./ingest-process";
import { injectConflicts, injectedConflicts } from "./injected-conflicts";
import { Ledger } from "./ledger";
import { postCallback } from "./post-callback";
import { startSteadyLoad } from "./steady-load";
import { storedReferences } from "./stored-callbacks";
import { unaccounted } from "./unaccounted";

const CONFLICTS = process.env.TEST_LONG ? 2_000 : 25;
const LOAD_SECRETS = { authToken: "in-conflict" };
const SECRETS = { secret: "in-conflict" };

describe("transactions that PostgreSQL ends for a conflict", { timeout: CONFLICTS * 3_000 }, () => {
  let ingest: IngestProcess;
  let connection: AddedConnection;
  let loaded: AddedConnection;
  const agent = new Agent({ keepAlive: true });

  inOwnDatabase();
  beforeAll(async () => {
    connection = await addConnection(
      { provider: "generic-hmac", label: `One ${crypto.randomUUID()}`, secrets: SECRETS },
      () => new Date(),
    );
    loaded = await addConnection(
      { provider: "twilio", label: `Load ${crypto.randomUUID()}`, secrets: LOAD_SECRETS },
      () => new Date(),
    );
    ingest = await startIngest(await freePort());
  });
  afterAll(async () => {
    agent.destroy();
    await ingest.kill();
  });

  it("are done again: with every fifth commit failing, each callback is stored and counted once", async () => {
    const ledger = new Ledger();
    await injectConflicts(20);
    const before = await injectedConflicts();
    const load = startSteadyLoad({
      urls: [ingest.url],
      connection: loaded,
      secrets: LOAD_SECRETS,
      ledger,
      rawStatuses: ["sent", "delivered"],
    });
    try {
      while ((await injectedConflicts()) < before + CONFLICTS) await sleep(20);
      await load.stop();
      await injectConflicts(0);
      expect(await unaccounted(ledger, loaded.id)).toEqual({ lost: [], doubled: [] });
      expect((await checkDrift({ connectionId: loaded.id })).drifts).toEqual([]);
      // Senders notice next to nothing: left to them, every conflict would come back as a batch of 503.
      expect(load.retries).toBeLessThan(3 * CONFLICTS);
      const { stored, duplicate = 0 } = await countOutcomes(loaded.id);
      expect(stored).toBe(ledger.count);
      // A repetition after a 503 may find its first attempt stored: only a statement that timed out could be.
      expect(duplicate).toBeGreaterThanOrEqual(load.duplicates);
      expect(duplicate).toBeLessThanOrEqual(load.duplicates + load.retries);
    } finally {
      load.abandon();
      ledger.remove();
    }
  });

  it("end in 503 with Retry-After when nothing helps, store nothing, and later take the same callback", async () => {
    await injectConflicts(100);
    const callback = signed(connection, [{ message_id: "msg-1", status: "delivered" }]);
    const refused = await postCallback(callback, agent);
    expect(refused).toMatchObject({ status: 503, retryAfter: "5" });
    expect(refused.tookMs).toBeLessThan(2_000);
    expect(await storedReferences(connection.id)).toEqual([]);
    await injectConflicts(0);
    expect((await postCallback(callback, agent)).status).toBe(200);
    expect(await storedReferences(connection.id)).toEqual(["msg-1"]);
  });

  it("never come of a lock that another holds crosswise: ingest gives way before it is a deadlock, unnoticed", async () => {
    const [older, newer] = ["msg-older", "msg-newer"];
    for (const id of [older, newer]) {
      const callback = signed(connection, [{ message_id: id, status: "sent" }]);
      expect((await postCallback(callback, agent)).status).toBe(200);
    }
    const other = new pg.Client({ connectionString: env().DATABASE_URL });
    await other.connect();
    try {
      // Ingest is to be the one that gives way: the other side is patient.
      await other.query("SET deadlock_timeout = '30s'");
      await other.query("BEGIN");
      await other.query(LOCK, [connection.id, newer]);
      const both = [older, newer].map((id) => ({ message_id: id, status: "delivered" }));
      const answer = postCallback(signed(connection, both), agent);
      for (let tries = 0; tries < 30 && (await readPool().query(INGEST_WAITS)).rowCount === 0; tries += 1)
        await sleep(5);
      await other.query(LOCK, [connection.id, older]);
      await other.query("COMMIT");
      expect((await answer).status).toBe(200);
    } finally {
      await other.end();
    }
    expect(await storedReferences(connection.id)).toEqual(["msg-1", newer, newer, older, older]);
    expect((await checkDrift({ connectionId: connection.id })).drifts).toEqual([]);
    expect(await ingest.stop()).toBe(0);
    const { rows } = await readPool().query(
      "SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()",
    );
    expect(rows).toEqual([{ deadlocks: 0 }]);
  });

  function signed({ key }: AddedConnection, reports: { message_id: string; status: string }[]) {
    const url = `${ingest.url}/api/webhooks/generic-hmac/${key}`;
    const body = Buffer.from(JSON.stringify(reports));
    return genericHmac.sign({ kind: "raw", url, at: new Date(), body }, SECRETS);
  }
});

const LOCK = "SELECT 1 FROM messages WHERE connection_id = $1 AND provider_message_id = $2 FOR UPDATE";
const INGEST_WAITS = `
  SELECT 1 FROM pg_stat_activity WHERE application_name = 'otp-desk-ingest' AND wait_event_type = 'Lock'
     AND datname = current_database()`;
