import type { BenchRow } from "./bench-rows";
import { benchRow, costRow, ratioRow } from "./bench-rows";
import type { Contender } from "./contenders";
import type { Bench } from "./measure-round";
import { signPayloads } from "./payloads";
import { CONNECTIONS, runLoad } from "./run-load";
import type { LoadResult } from "./send-load";
import { startContender } from "./start-contender";
import { countStored, requireStored } from "./stored-counts";

const SHARE_OF_SATURATION = 0.3;
const WARM_UP = 4;
/** The warm-up at the rate of the measurement: small batches take other paths than a crowd's. */
const WARM_UP_MS = 2_000;
const LONGEST_MS = 15_000;

type Times = Pick<LoadResult, "p50" | "p99">;

/**
 * How long a callback waits for its answer at 30 % of what plain can take: send times are fixed in advance, as
 * of many senders who do not know of each other, and latency counts from them whatever came before.
 */
export async function measureLatency(bench: Bench): Promise<BenchRow[]> {
  const perSecond = SHARE_OF_SATURATION * (await saturate(bench));
  process.stderr.write(`  ${perSecond.toFixed(0)} callbacks/s\n`);
  const [plain, door]: [Times[], Times[]] = [[], []];
  for (let round = 0; round < bench.rounds; round += 1) {
    const warmUp = sendTimes(perSecond, WARM_UP_MS);
    const dueAt = sendTimes(perSecond, Math.min(LONGEST_MS, bench.perConnection * 250));
    const order = [["plain", plain] as const, ["door", door] as const];
    for (const [name, times] of round % 2 === 0 ? order : order.reverse()) {
      const { p50, p99 } = await answerTimes(name, { warmUp, dueAt }, bench);
      times.push({ p50, p99 });
      process.stderr.write(`  round ${round + 1}, ${name}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms\n`);
    }
  }
  const of = (times: Times[], which: keyof Times) => times.map((one) => one[which]);
  return [
    ratioRow("latency at 30 % load, p50: door ÷ plain", of(door, "p50"), of(plain, "p50"), { atMost: 1.1 }),
    ratioRow("latency at 30 % load, p99: door ÷ plain", of(door, "p99"), of(plain, "p99"), { atMost: 1.5 }),
    benchRow("latency: callbacks per second", [perSecond]),
    ...[["plain", plain] as const, ["door", door] as const].flatMap(([name, times]) => [
      costRow(`${name}: latency p50, ms`, of(times, "p50")),
      costRow(`${name}: latency p99, ms`, of(times, "p99")),
    ]),
  ];
}

/** Callbacks per second that plain answers when as many are sent as it takes. */
async function saturate({ signers, atEnd, perConnection }: Bench): Promise<number> {
  const server = await startContender("plain", atEnd);
  await runLoad({ url: server.url, payloads: signPayloads(signers, CONNECTIONS * WARM_UP).payloads }, atEnd);
  const { payloads } = signPayloads(signers, CONNECTIONS * Math.max(WARM_UP, Math.round(perConnection / 4)));
  const { seconds } = await runLoad({ url: server.url, payloads }, atEnd);
  await server.stop();
  return payloads.length / seconds;
}

async function answerTimes(
  name: Contender,
  { warmUp, dueAt }: Record<"warmUp" | "dueAt", number[]>,
  { client, signers, atEnd }: Bench,
): Promise<LoadResult> {
  const { url, stop } = await startContender(name, atEnd);
  await runLoad({ url, payloads: signPayloads(signers, CONNECTIONS * WARM_UP).payloads }, atEnd);
  await runLoad({ url, payloads: signPayloads(signers, warmUp.length).payloads, dueAt: warmUp }, atEnd);
  const signed = signPayloads(signers, dueAt.length);
  const before = await countStored(client);
  const result = await runLoad({ url, payloads: signed.payloads, dueAt }, atEnd);
  if (result.refused > 0) throw new Error(`${name} refused ${result.refused} callbacks.`);
  requireStored(name, signed, before, await countStored(client));
  await stop();
  return result;
}

/** Times in whole ms, as far apart as those of independent events. */
function sendTimes(perSecond: number, forMs: number): number[] {
  const times: number[] = [];
  for (let at = 0; at < forMs; at += (-Math.log(1 - Math.random()) * 1000) / perSecond) times.push(Math.floor(at));
  return times;
}
