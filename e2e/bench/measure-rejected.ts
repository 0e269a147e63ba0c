import type { BenchRow } from "./bench-rows";
import { benchRow, costRow, ratioRow } from "./bench-rows";
import type { Bench } from "./measure-round";
import { type Payload, signPayloads } from "./payloads";
import { CONNECTIONS, runLoad } from "./run-load";
import { costBetween, readCost } from "./server-cost";
import { startContender } from "./start-contender";
import { countStored, requireStored } from "./stored-counts";

const WARM_UP = 8;
/** Timers read the connections and write what they counted; beside them a refusal takes no transaction at all. */
const TRANSACTIONS_PER_SECOND = 10;

type Round = { rejectedMs: number; acceptedMs: number; transactionsPerRejected: number };

/** What a forged callback takes from the machine, and what a true one: processor time of server and PostgreSQL. */
export async function measureRejected(bench: Bench): Promise<BenchRow[]> {
  const rounds: Round[] = [];
  for (let round = 0; round < bench.rounds; round += 1) {
    const measured = await rejectedThenAccepted(bench);
    rounds.push(measured);
    const ratio = measured.rejectedMs / measured.acceptedMs;
    process.stderr.write(`  round ${round + 1}: ${ratio.toFixed(2)}\n`);
  }
  const of = (which: keyof Round) => rounds.map((round) => round[which]);
  return [
    ratioRow("CPU of a rejected signature ÷ of an accepted callback", of("rejectedMs"), of("acceptedMs"), {
      atMost: 0.4,
    }),
    benchRow("transactions per rejected signature (timers)", of("transactionsPerRejected"), { atMost: 0.05 }),
    costRow("door: CPU ms per rejected signature", of("rejectedMs")),
    costRow("door: CPU ms per accepted callback", of("acceptedMs")),
  ];
}

async function rejectedThenAccepted({ client, signers, atEnd, perConnection }: Bench): Promise<Round> {
  const server = await startContender("door", atEnd);
  const count = CONNECTIONS * perConnection;
  const send = async (payloads: Payload[]) => {
    const before = await readCost(client, server.pid);
    const result = await runLoad({ url: server.url, payloads }, atEnd);
    const { cpuSeconds } = costBetween(before, await readCost(client, server.pid));
    return { ...result, cpuMs: (cpuSeconds * 1000) / payloads.length };
  };

  const forged = signPayloads(
    signers.map((signer) => ({ ...signer, secrets: strange(signer.secrets) })),
    count,
  );
  await send(signPayloads(signers, CONNECTIONS * WARM_UP).payloads);
  await send(forged.payloads.slice(0, CONNECTIONS * WARM_UP));
  const [storedBefore, transactionsBefore] = [await countStored(client), await countTransactions()];
  const rejected = await send(forged.payloads);
  const transactions = (await countTransactions()) - transactionsBefore;
  if (rejected.accepted > 0) throw new Error(`${rejected.accepted} forged callbacks were accepted.`);
  const stored = await countStored(client);
  if (JSON.stringify(stored) !== JSON.stringify(storedBefore)) throw new Error("A forged callback wrote a row.");
  if (transactions > 50 + TRANSACTIONS_PER_SECOND * rejected.seconds) {
    throw new Error(`${count} forged callbacks took ${transactions} transactions.`);
  }

  const signed = signPayloads(signers, count);
  const before = await countStored(client);
  const accepted = await send(signed.payloads);
  if (accepted.refused > 0) throw new Error(`${accepted.refused} callbacks were refused.`);
  requireStored("accepted", signed, before, await countStored(client));
  await server.stop();
  return {
    rejectedMs: rejected.cpuMs,
    acceptedMs: accepted.cpuMs,
    transactionsPerRejected: transactions / count,
  };

  async function countTransactions(): Promise<number> {
    const { rows } = await client.query<{ n: number }>(
      "SELECT (xact_commit + xact_rollback)::int AS n FROM pg_stat_database WHERE datname = current_database()",
    );
    return rows[0]?.n ?? 0;
  }
}

function strange(secrets: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(secrets).map(([name, value]) => [name, `not-${value}`]));
}
