import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AddedConnection, addConnection } from "@/lib/connections/add-connection";
import { freePort } from "@/lib/database/free-port";
import { closeDb } from "@/lib/db";
import { provideEnv } from "@/lib/env";
import { type IngestProcess, startIngest } from "./ingest-process";
import { Ledger } from "./ledger";
import { liveThroughOutage } from "./live-through-outage";
import { type OwnPostgres, startOwnPostgres } from "./own-postgres";
import { startSteadyLoad } from "./steady-load";
import { TcpProxy } from "./tcp-proxy";
import { unaccounted } from "./unaccounted";

const TIMEOUT_MS = 300_000;
/** One way; a transaction goes to and fro some ten times. */
const FAR_MS = 15;
const SECRETS = { authToken: "through-outages" };

describe("callbacks while PostgreSQL", () => {
  let postgres: OwnPostgres;
  let proxy: TcpProxy;
  let ingest: IngestProcess;
  let connection: AddedConnection;

  beforeAll(async () => {
    postgres = await startOwnPostgres();
    provideEnv({ DATABASE_URL: postgres.url });
    proxy = await TcpProxy.start({ targetPort: postgres.port });
  });
  beforeEach(async () => {
    const added = { provider: "twilio", label: `Outage ${crypto.randomUUID()}`, secrets: SECRETS };
    connection = await addConnection(added, () => new Date());
    ingest ??= await startIngest(await freePort(), { DATABASE_URL: proxy.url(postgres.url) });
  });
  afterAll(async () => {
    await ingest?.kill();
    await proxy?.close();
    await closeDb();
    await postgres.stop();
  });

  it("is away are answered 503 and taken after its return", { timeout: TIMEOUT_MS }, () =>
    live({ breakStorage: postgres.stopImmediately, mendStorage: postgres.start }),
  );

  it("is frozen are answered 503 and taken after its return", { timeout: TIMEOUT_MS }, () =>
    live({ breakStorage: postgres.freeze, mendStorage: async () => postgres.thaw() }),
  );

  it("is silent behind its network are answered 503 and taken after its return", { timeout: TIMEOUT_MS }, () =>
    live({ breakStorage: async () => proxy.hang(), mendStorage: async () => proxy.resume() }),
  );

  it("is far away are taken all the same, at its pace", { timeout: TIMEOUT_MS }, async () => {
    const ledger = new Ledger();
    proxy.delay(FAR_MS);
    const load = startSteadyLoad({ urls: [ingest.url], connection, secrets: SECRETS, ledger });
    await sleep(2_000);
    await load.stop();
    proxy.delay(0);
    expect(ledger.count).toBeGreaterThan(32);
    expect(load.retries).toBe(0);
    expect(await unaccounted(ledger, connection.id)).toEqual({ lost: [], doubled: [] });
    ledger.remove();
  });

  it("is away are not asked for: the process says of itself that it cannot take them", async () => {
    const health = async () => (await fetch(`${ingest.url}/api/health`)).status;
    expect(await health()).toBe(200);
    await postgres.stopImmediately();
    expect(await health()).toBe(503);
    await postgres.start();
    await expect.poll(health).toBe(200);
    expect((await fetch(`${ingest.url}/api/health?from=balancer`, { method: "HEAD" })).status).toBe(200);
  });

  function live(outage: { breakStorage(): Promise<void>; mendStorage(): Promise<void> }): Promise<void> {
    return liveThroughOutage({ ingest, connection, secrets: SECRETS, ...outage });
  }
});
