import { afterAll, beforeAll, beforeEach, describe, it } from "vitest";
import { type AddedConnection, addConnection } from "@/lib/connections/add-connection";
import { freePort } from "@/lib/database/free-port";
import { closeDb } from "@/lib/db";
import { provideEnv } from "@/lib/env";
import { type IngestProcess, startIngest } from "./ingest-process";
import { liveThroughOutage } from "./live-through-outage";
import { type PostgresOnSmallDisks, startPostgresOnSmallDisks } from "./postgres-on-small-disks";
import { smallDiskObstacle } from "./small-disk";

const TIMEOUT_MS = 300_000;
const SECRETS = { authToken: "on-full-disks" };

const obstacle = smallDiskObstacle();

describe.skipIf(obstacle !== null)(`callbacks while the disk is full${obstacle ? ` (${obstacle})` : ""}`, () => {
  let postgres: PostgresOnSmallDisks;
  let ingest: IngestProcess;
  let connection: AddedConnection;

  beforeAll(async () => {
    postgres = await startPostgresOnSmallDisks();
    provideEnv({ DATABASE_URL: postgres.url });
    ingest = await startIngest(await freePort());
  });
  beforeEach(async () => {
    const added = { provider: "twilio", label: `Disk ${crypto.randomUUID()}`, secrets: SECRETS };
    connection = await addConnection(added, () => new Date());
  });
  afterAll(async () => {
    await ingest?.kill();
    await closeDb();
    await postgres?.stop();
  });

  it("of the tables are answered 503, and taken as soon as there is room", { timeout: TIMEOUT_MS }, () =>
    liveThroughOutage({
      ingest,
      connection,
      secrets: SECRETS,
      breakStorage: async () => postgres.tables.fill(),
      mendStorage: async () => postgres.tables.free(),
      mayTakeSome: true,
    }),
  );

  it("of the log, so that PostgreSQL panics, are taken after its restart", { timeout: TIMEOUT_MS }, () =>
    liveThroughOutage({
      ingest,
      connection,
      secrets: SECRETS,
      breakStorage: async () => {
        postgres.log.fill();
        await postgres.exhaustLog();
      },
      mendStorage: async () => {
        postgres.log.free();
        await postgres.start();
      },
    }),
  );
});
