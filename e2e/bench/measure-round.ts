import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import type { AtEnd } from "./at-end";
import { type Contender, isOurs, pathOf, shareOf, storesRows } from "./contenders";
import { type Signer, signPayloads } from "./payloads";
import { CONNECTIONS, runLoad } from "./run-load";
import { costBetween, readCost } from "./server-cost";
import { startContender } from "./start-contender";
import { countStored, requireStored } from "./stored-counts";

/** What all parts of the benchmark share. */
export type Bench = {
  client: pg.Client;
  signers: Signer[];
  atEnd: AtEnd;
  rounds: number;
  perConnection: number;
};

/** One contender's figures of one round. */
export type Round = {
  perSecond: number;
  cpuMsPerEvent: number;
  walBytesPerEvent: number;
  walSyncsPerEvent: number;
  senderMicrosPerCallback: number;
};

/** Callbacks per connection that come before the clock starts, at most. */
const WARM_UP = 32;
const SESSIONS_END_WITHIN_MS = 10_000;

/** A round of the textbook's kind refuses a callback now and then, by a deadlock or a time limit: it is measured anew. */
const TRIES = 3;

export async function measureRound(name: Contender, bench: Bench): Promise<Round> {
  for (let left = isOurs(name) ? 1 : TRIES; ; left -= 1) {
    const round = await measureOnce(name, bench);
    if (typeof round !== "number") return round;
    if (left === 1) throw new Error(`${name} refused ${round} callbacks.`);
    process.stderr.write(`  ${name} refused ${round} callbacks; its round is measured anew\n`);
  }
}

/** Starts the contender, warms it up, sends it signed callbacks, counts the rows, and stops it; how many it refused. */
async function measureOnce(name: Contender, bench: Bench): Promise<Round | number> {
  const { client, signers, atEnd } = bench;
  const path = pathOf(name);
  const share = shareOf(name, bench.perConnection);
  const sessions = await listSessions(client);
  const untouched = await readCost(client, 0);

  const server = await startContender(name, atEnd);
  const warmUp = signPayloads(signers, CONNECTIONS * Math.min(WARM_UP, share));
  await runLoad({ url: server.url, payloads: warmUp.payloads, path }, atEnd);

  const signed = signPayloads(signers, CONNECTIONS * share);
  const storedBefore = await countStored(client);
  const before = await readCost(client, server.pid);
  const result = await runLoad({ url: server.url, payloads: signed.payloads, path }, atEnd);
  const { cpuSeconds, walBytes } = costBetween(before, await readCost(client, server.pid));
  if (result.refused > 0) {
    await server.stop();
    await untilEnded(client, sessions);
    return result.refused;
  }
  if (storesRows(name)) requireStored(name, signed, storedBefore, await countStored(client));

  await server.stop();
  await untilEnded(client, sessions);
  const { walSyncs } = costBetween(untouched, await readCost(client, 0));
  return {
    perSecond: signed.payloads.length / result.seconds,
    cpuMsPerEvent: (cpuSeconds * 1000) / signed.unique,
    walBytesPerEvent: walBytes / signed.unique,
    walSyncsPerEvent: walSyncs / (signed.unique + warmUp.unique),
    senderMicrosPerCallback: (result.cpuSeconds * 1e6) / signed.payloads.length,
  };
}

async function listSessions(client: pg.Client): Promise<Set<number>> {
  const { rows } = await client.query<{ pid: number }>(
    "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'",
  );
  return new Set(rows.map(({ pid }) => pid));
}

/** Sessions report the last of their syncs when they end. */
async function untilEnded(client: pg.Client, others: ReadonlySet<number>): Promise<void> {
  const deadline = Date.now() + SESSIONS_END_WITHIN_MS;
  while (Date.now() < deadline) {
    if ([...(await listSessions(client))].every((pid) => others.has(pid))) return;
    await sleep(50);
  }
  throw new Error("Database sessions of a stopped server did not end.");
}
