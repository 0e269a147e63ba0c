import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findRunningPostgres, stopEmbeddedPostgres } from "@/lib/database/embedded-postgres";
import { type OwnPostgres, startOwnPostgres } from "./own-postgres";

/** Waits for a server that does not stop when it is asked to: long, therefore not in every run. */
describe.runIf(process.env.TEST_LONG)("the embedded PostgreSQL, stopped while it recovers from a crash", () => {
  let postgres: OwnPostgres;
  beforeAll(async () => {
    postgres = await startOwnPostgres();
  });
  afterAll(() => postgres.stop());

  it("stops all the same, and has every commit at its next start", async () => {
    const client = new pg.Client({ connectionString: postgres.url, application_name: "otp-desk-ingest" });
    client.on("error", () => undefined);
    await client.connect();
    await client.query("CREATE TABLE committed AS SELECT generate_series(1, 200000)");
    await postgres.killBackend();
    await stopEmbeddedPostgres(postgres.dataDir);
    expect(await findRunningPostgres(postgres.dataDir)).toBeNull();

    await postgres.start();
    const next = new pg.Client({ connectionString: postgres.url });
    await next.connect();
    const { rows } = await next.query<{ count: number }>("SELECT count(*)::int FROM committed");
    await next.end();
    expect(rows).toEqual([{ count: 200_000 }]);
  });
});
