import { Agent } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AddedConnection, addConnection } from "@/lib/connections/add-connection";
import { freePort } from "@/lib/database/free-port";
import { closeDb, readPool } from "@/lib/db";
import { provideEnv } from "@/lib/env";
import { checkDrift } from "@/lib/ledger/check-drift";
import { twilio } from "@/lib/providers/twilio/twilio";
import type { Cut, Direction } from "./byte-cut";
import { type IngestProcess, startIngest } from "./ingest-process";
import { type OwnPostgres, startOwnPostgres } from "./own-postgres";
import { type Answer, isAcknowledged, postCallback } from "./post-callback";
import { TcpProxy } from "./tcp-proxy";

/** The bytes before the end of a transaction that are cut one by one; the others every so many. */
const FINE = process.env.TEST_LONG ? 2_000 : 80;
const COARSE_CUTS = process.env.TEST_LONG ? 1_000 : 20;
/** Transactions differ by a few digits. */
const SLACK = 16;
/** Length of COMMIT as PostgreSQL's protocol writes it, after its five bytes of header, and of its answer. */
const COMMIT_HEADER = 5;
const COMMIT_BYTES = 7;
const COMMIT_ANSWER = 18;
const ATTEMPTS = 3;
const SECRETS = { authToken: "around-commit" };

describe("the connection to PostgreSQL, cut within a callback's transaction", () => {
  const agent = new Agent({ keepAlive: true });
  let postgres: OwnPostgres;
  let proxy: TcpProxy;
  let ingest: IngestProcess;
  let connection: AddedConnection;
  let serial = 0;

  beforeAll(async () => {
    postgres = await startOwnPostgres();
    provideEnv({ DATABASE_URL: postgres.url });
    connection = await addConnection(
      { provider: "twilio", label: `Cut ${crypto.randomUUID()}`, secrets: SECRETS },
      () => new Date(),
    );
    proxy = await TcpProxy.start({ targetPort: postgres.port, watch: "otp-desk-ingest" });
    ingest = await startIngest(await freePort(), { DATABASE_URL: proxy.url(postgres.url) });
    for (let warm = 0; warm < 3; warm += 1) await take(newCallback());
  });
  afterAll(async () => {
    agent.destroy();
    await ingest?.kill();
    await proxy?.close();
    await closeDb();
    await postgres.stop();
  });

  it.each<Direction>(["toServer", "toClient"])(
    "%s, at every byte around COMMIT: never a 2xx without the row, and once after the retry",
    { timeout: 1_800_000 },
    async (direction) => {
      const cuts = cutsOf(direction, await transactionBytes(direction));
      const outcomes = { cut: 0, refused: 0, "refused although stored": 0, acknowledged: 0 };
      for (const cut of cuts) {
        const { wasCut, first, wasStored } = await takeThroughCut(cut);
        if (wasCut) outcomes.cut += 1;
        if (isAcknowledged(first)) outcomes.acknowledged += 1;
        else outcomes[wasStored ? "refused although stored" : "refused"] += 1;
      }
      // The walk met every byte, and both sides of COMMIT.
      expect(outcomes.cut).toBeGreaterThanOrEqual(cuts.length - SLACK);
      expect(outcomes.refused).toBeGreaterThan(Math.min(COARSE_CUTS, cuts.length / 2));
      expect(outcomes["refused although stored"]).toBeGreaterThan(direction === "toClient" ? COMMIT_ANSWER : 1);
    },
  );

  it("leaves neither drift nor a message too many", async () => {
    const { rows } = await readPool().query<{ count: number }>("SELECT count(*)::int FROM messages");
    expect(rows).toEqual([{ count: serial }]);
    expect((await checkDrift()).drifts).toEqual([]);
    expect(ingest.isRunning).toBe(true);
  });

  /** What the transaction of a new message sends in that direction, on a connection that has prepared everything. */
  async function transactionBytes(direction: Direction): Promise<number> {
    await take(newCallback());
    const before = proxy.transferred[direction];
    await take(newCallback());
    return proxy.transferred[direction] - before;
  }

  /** One callback whose transaction is cut, and then the provider's retry. */
  async function takeThroughCut(cut: Cut) {
    const callback = newCallback();
    const where = JSON.stringify(cut);
    proxy.cutOnce(cut);
    const first = await postCallback(callback.signed, agent);
    const wasCut = proxy.disarm();
    if (isAcknowledged(first)) expect(await arrivals(callback), `acknowledged, so stored: ${where}`).toEqual([1]);
    else expect(first, where).toMatchObject({ status: 503, retryAfter: expect.stringMatching(/^\d+$/) });
    await take(callback);
    const [arrived = 0, ...others] = await arrivals(callback);
    expect([arrived > 0, others], `there once after the retry: ${where}`).toEqual([true, []]);
    // The retry ran on a new connection; the next cut meets one that has also prepared what a new message needs.
    await take(newCallback());
    return { wasCut, first, wasStored: arrived > 1 };
  }

  type Callback = { reference: string; signed: ReturnType<typeof twilio.sign> };

  function newCallback(): Callback {
    serial += 1;
    const reference = `SM${serial.toString(16).padStart(32, "0")}`;
    const url = `${ingest.url}/api/webhooks/twilio/${connection.key}`;
    const example = { kind: "report" as const, url, at: new Date(), providerMessageId: reference };
    return {
      reference,
      signed: twilio.sign({ ...example, rawStatus: "delivered", recipient: "+14155550100" }, SECRETS),
    };
  }

  /** The provider comes again, at once; the pool must have recovered within a few attempts. */
  async function take({ signed }: Callback): Promise<void> {
    const answers: Answer[] = [];
    while (answers.length < ATTEMPTS) {
      const answer = await postCallback(signed, agent);
      if (isAcknowledged(answer)) return;
      answers.push(answer);
    }
    throw new Error(`Not taken in ${ATTEMPTS} attempts: ${JSON.stringify(answers)}`);
  }

  /** How often each event stored for this callback has arrived, read past the proxy: one entry if all is well. */
  async function arrivals({ reference }: Callback): Promise<number[]> {
    const { rows } = await readPool().query<{ arrived: number }>(
      `SELECT e.duplicate_count + 1 AS arrived FROM messages m LEFT JOIN message_events e ON e.message_id = m.id
        WHERE m.connection_id = $1 AND m.provider_message_id = $2`,
      [connection.id, reference],
    );
    return rows.map(({ arrived }) => arrived);
  }
});

/** Coarsely over the whole transaction, byte by byte near its end, and exactly around COMMIT and its answer. */
function cutsOf(direction: Direction, total: number): Cut[] {
  const step = Math.max(1, Math.floor(total / COARSE_CUTS));
  const fineFrom = Math.max(0, total - FINE);
  const fromBegin: number[] = [];
  for (let bytes = 0; bytes < fineFrom; bytes += step) fromBegin.push(bytes);
  for (let bytes = fineFrom; bytes <= total; bytes += 1) fromBegin.push(bytes);
  const [first, last] = direction === "toServer" ? [-COMMIT_HEADER, COMMIT_BYTES] : [0, COMMIT_ANSWER];
  return [
    ...fromBegin.map((bytes) => ({ direction, from: "BEGIN", bytes })),
    ...Array.from({ length: last - first + 1 }, (_, n) => ({ direction, from: "COMMIT", bytes: first + n })),
  ];
}
