import { setTimeout as sleep } from "node:timers/promises";
import { EVERYTHING } from "@/lib/ledger/outbox/change";
import { claimChanges, settleChanges } from "@/lib/ledger/outbox/claim-changes";
import { beginReading, endReading } from "@/lib/ledger/outbox/read-changes";
import type { BenchRow } from "./bench-rows";
import { benchRow, ratioRow } from "./bench-rows";
import { eventsPerCpuSecond } from "./events-per-cpu-second";
import type { Bench } from "./measure-round";
import { signPayloads } from "./payloads";
import { CONNECTIONS, runLoad } from "./run-load";
import { startContender } from "./start-contender";

const READER = "bench";
const LEASE_SECONDS = 600;
const CLAIMED_AT_ONCE = 1_000;
const WARM_UP = 8;
const ASK_AGAIN_MS = 20;

type Round = { untold: number; told: number };

/** What it costs ingest that one reader is told of everything, and keeps up with it. */
export async function measureTold(bench: Bench): Promise<BenchRow[]> {
  const door = await startContender("door", bench.atEnd);
  await runLoad({ url: door.url, payloads: signPayloads(bench.signers, CONNECTIONS * WARM_UP).payloads }, bench.atEnd);
  const measure = () => eventsPerCpuSecond(door, bench);
  const measureTelling = async () => {
    const stop = bench.atEnd(await startReading());
    const figure = await measure();
    await stop();
    return figure;
  };
  const rounds: Round[] = [];
  for (let round = 0; round < bench.rounds; round += 1) {
    // Tables grow meanwhile: each side goes first as often.
    const first = round % 2 === 0 ? await measure() : await measureTelling();
    const second = round % 2 === 0 ? await measureTelling() : await measure();
    const [untold, told] = round % 2 === 0 ? [first, second] : [second, first];
    rounds.push({ untold, told });
    process.stderr.write(`  round ${round + 1}: ${(told / untold).toFixed(2)}\n`);
  }
  await door.stop();
  const of = (which: keyof Round) => rounds.map((one) => one[which]);
  return [
    ratioRow("events per CPU-second with one reader told of all ÷ with none", of("told"), of("untold")),
    benchRow("door, one reader told of all: events per CPU-second of ingest", of("told")),
  ];
}

/** Returns what ends it, once all that was told is read. */
async function startReading(): Promise<() => Promise<void>> {
  await beginReading(READER, [EVERYTHING], LEASE_SECONDS);
  let isOn = true;
  const reading = (async () => {
    for (let claimed = 1; isOn || claimed > 0; ) {
      const changes = await claimChanges(READER, CLAIMED_AT_ONCE, LEASE_SECONDS);
      await settleChanges(READER, changes);
      claimed = changes.length;
      if (claimed === 0 && isOn) await sleep(ASK_AGAIN_MS);
    }
  })();
  return async () => {
    isOn = false;
    await reading;
    await endReading(READER, [EVERYTHING]);
  };
}
