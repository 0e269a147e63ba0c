import type { BenchRow } from "./bench-rows";
import { benchRow, ratioRow } from "./bench-rows";
import type { Bench } from "./measure-round";
import { type Payload, signPayloads } from "./payloads";
import { CONNECTIONS, runLoad } from "./run-load";
import { startContender } from "./start-contender";
import { countStored, requireStored } from "./stored-counts";

const WARM_UP = 8;
/** Callbacks that a provider sends again and again. */
const REPEATED = 300;

/** A provider that does not hear our answers sends what is stored already, without end: cheaper than fresh ones? */
export async function measureDuplicates(bench: Bench): Promise<BenchRow[]> {
  const [fresh, storm]: [number[], number[]] = [[], []];
  for (let round = 0; round < bench.rounds; round += 1) {
    const measured = await freshThenAgain(bench);
    fresh.push(measured.fresh);
    storm.push(measured.storm);
    const figures = `fresh ${measured.fresh.toFixed(0)}, duplicates ${measured.storm.toFixed(0)} callbacks/s`;
    process.stderr.write(`  round ${round + 1}: ${figures}\n`);
  }
  return [
    ratioRow("duplicate storm ÷ fresh events", storm, fresh, { atLeast: 1.2 }),
    benchRow("door, duplicate storm: callbacks per second", storm),
    benchRow("door, fresh events: callbacks per second", fresh),
  ];
}

async function freshThenAgain({
  client,
  signers,
  atEnd,
  perConnection,
}: Bench): Promise<Record<"fresh" | "storm", number>> {
  const server = await startContender("door", atEnd);
  const send = async (payloads: Payload[]) => {
    const { refused, seconds } = await runLoad({ url: server.url, payloads }, atEnd);
    if (refused > 0) throw new Error(`${refused} callbacks were refused.`);
    return payloads.length / seconds;
  };
  await send(signPayloads(signers, CONNECTIONS * WARM_UP).payloads);
  const signed = signPayloads(signers, CONNECTIONS * perConnection);
  const before = await countStored(client);
  const fresh = await send(signed.payloads);
  const stored = await countStored(client);
  requireStored("fresh", signed, before, stored);

  const repeated = [...new Set(signed.payloads)].slice(0, REPEATED);
  const arrivals = await countFurtherArrivals();
  const storm = await send(signed.payloads.map((_, index) => repeated[index % repeated.length] as Payload));
  const after = await countStored(client);
  const further = (await countFurtherArrivals()) - arrivals;
  const counts = after.messages === stored.messages && after.events === stored.events;
  if (!counts || further !== signed.payloads.length) throw new Error(`${further} duplicates were counted.`);
  await server.stop();
  return { fresh, storm };

  async function countFurtherArrivals(): Promise<number> {
    const { rows } = await client.query<{ n: number }>("SELECT sum(duplicate_count)::int AS n FROM message_events");
    return rows[0]?.n ?? 0;
  }
}
