import { BENCH_PUBLIC_URL, type Payload, type Signer, signPayloads } from "@/e2e/bench/payloads";
import { readPool } from "@/lib/db";
import { firstIdAt } from "@/lib/ids";
import { receiveCallback } from "@/lib/ingest/receive-callback";
import { openAccount } from "@/lib/simulator/account";
import { workInLanes } from "@/lib/simulator/work-in-lanes";

const EVENTS = 5_000;
/** Callbacks that are under way at once, as over so many kept-alive connections. */
const LANES = 256;

/** Signed callbacks of messages that are not known yet, through the core, verified and stored durably: events a second. */
export async function measureIngest(): Promise<number> {
  const signers = await openSigners();
  await store(signPayloads(signers, EVENTS / 2).payloads);
  const { payloads, unique } = signPayloads(signers, EVENTS);
  const before = await countEvents();
  const began = performance.now();
  await store(payloads);
  const seconds = (performance.now() - began) / 1000;
  const stored = (await countEvents()) - before;
  if (stored !== unique) throw new Error(`${stored} events were stored of ${unique}.`);
  return payloads.length / seconds;
}

async function openSigners(): Promise<Signer[]> {
  const { rows } = await readPool().query<{ id: string; key: string; provider: string }>(
    "SELECT id, key, provider FROM provider_connections ORDER BY id LIMIT 3",
  );
  return Promise.all(
    rows.map(async (connection) => {
      const { provider, secrets } = await openAccount(connection.key);
      return { connection: { ...connection, secrets: [], warnings: [] }, provider, secrets };
    }),
  );
}

async function store(payloads: readonly Payload[]): Promise<void> {
  await workInLanes(payloads, LANES, async ({ path, ...payload }) => {
    const raw = { ...payload, target: path, address: "127.0.0.1", receivedAt: new Date() };
    const { status } = await receiveCallback(raw);
    if (status >= 300) throw new Error(`A callback for ${BENCH_PUBLIC_URL} was answered ${status}.`);
  });
}

/** Of messages first seen within the hour: all of them are too many to be counted. */
async function countEvents(): Promise<number> {
  const anHourAgo = new Date(Date.now() - 3_600_000);
  const { rows } = await readPool().query<{ n: number }>(
    "SELECT count(*)::int AS n FROM message_events WHERE message_id > $1",
    [firstIdAt(anHourAgo)],
  );
  return rows[0]?.n ?? 0;
}
