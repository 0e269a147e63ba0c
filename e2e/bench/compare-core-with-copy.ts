import { prepareCallback } from "@/lib/ingest/prepare-callback";
import { storeCallback } from "@/lib/ingest/store-callbacks";
import { addSigners } from "./bench-database";
import type { BenchRow } from "./bench-rows";
import { benchRow, ratioRow } from "./bench-rows";
import { copyBack } from "./copy-back";
import type { Bench } from "./measure-round";
import { type ParsedArrival, parsePayloads } from "./parse-payloads";
import { signPayloads } from "./payloads";
import { CONNECTIONS } from "./run-load";
import { countStored, requireStored } from "./stored-counts";

/** Each has one callback under way: enough for every lane to find a full batch. */
const SENDERS = 1_024;
const WARM_UP = 16_384;

/**
 * The core alone, from parsed reports to COMMIT (sealing, hashing and masking among it), beside COPY of the rows
 * that it left, ready-made, into the same indexed tables of the same durable server.
 */
export async function compareCoreWithCopy(bench: Bench): Promise<BenchRow[]> {
  await store(await parsePayloads(signPayloads(bench.signers, WARM_UP).payloads));
  const [core, copy]: [number[], number[]] = [[], []];
  for (let round = 0; round < bench.rounds; round += 1) {
    const measured = await coreThenCopy(bench);
    core.push(measured.core);
    copy.push(measured.copy);
    const figures = `core ${measured.core.toFixed(0)}, COPY ${measured.copy.toFixed(0)} events/s`;
    process.stderr.write(`  round ${round + 1}: ${figures}\n`);
  }
  return [
    ratioRow("core from parsed reports ÷ COPY of the same rows", core, copy, { atLeast: 0.2 }),
    benchRow("core: events per second", core),
    benchRow("COPY: events per second", copy),
  ];
}

/** Of connections of its own, so that the round's rows can be told apart. */
async function coreThenCopy({ client, perConnection }: Bench): Promise<Record<"core" | "copy", number>> {
  const signers = await addSigners();
  const signed = signPayloads(signers, CONNECTIONS * perConnection);
  const arrivals = await parsePayloads(signed.payloads);
  const before = await countStored(client);
  await client.query("CHECKPOINT");
  const coreSeconds = await store(arrivals);
  const after = await countStored(client);
  requireStored("core", signed, before, after);
  const copySeconds = await copyBack(
    client,
    signers.map(({ connection }) => connection.id),
  );
  if (JSON.stringify(await countStored(client)) !== JSON.stringify(after)) throw new Error("COPY lost rows.");
  return { core: signed.unique / coreSeconds, copy: signed.unique / copySeconds };
}

/** Seconds until all are committed: each sender hands over its share, one after the other, as over a connection. */
async function store(arrivals: readonly ParsedArrival[]): Promise<number> {
  const share = Math.ceil(arrivals.length / SENDERS);
  const began = performance.now();
  const send = async (sender: number) => {
    for (const arrival of arrivals.slice(sender * share, (sender + 1) * share)) {
      const { parsed, request, connection, secretId } = arrival;
      await storeCallback(prepareCallback(parsed, request, connection, secretId));
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, (_, sender) => send(sender)));
  return (performance.now() - began) / 1000;
}
