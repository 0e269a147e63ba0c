import type pg from "pg";
import type { Bench } from "./measure-round";
import { signPayloads } from "./payloads";
import { CONNECTIONS, runLoad } from "./run-load";
import { cpuOf, cpuWithChildren } from "./server-cost";
import { countStored, requireStored } from "./stored-counts";

/** Processor time of the door and of its own database sessions; nothing that pages take is in it. */
export async function eventsPerCpuSecond(
  { pid, url }: { pid: number; url: string },
  { client, signers, atEnd, perConnection }: Bench,
): Promise<number> {
  const signed = signPayloads(signers, CONNECTIONS * perConnection);
  const storedBefore = await countStored(client);
  const [serverBefore, sessionsBefore] = [cpuWithChildren(pid), cpuOf(await ingestSessions(client))];
  const { refused } = await runLoad({ url, payloads: signed.payloads }, atEnd);
  const [serverAfter, sessionsAfter] = [cpuWithChildren(pid), cpuOf(await ingestSessions(client))];
  if (refused > 0) throw new Error(`${refused} callbacks were refused.`);
  requireStored("door", signed, storedBefore, await countStored(client));
  let cpuSeconds = serverAfter - serverBefore;
  for (const [session, seconds] of sessionsAfter) cpuSeconds += seconds - (sessionsBefore.get(session) ?? 0);
  return signed.unique / cpuSeconds;
}

async function ingestSessions(client: pg.Client): Promise<number[]> {
  const { rows } = await client.query<{ pid: number }>(
    "SELECT pid FROM pg_stat_activity WHERE application_name = 'otp-desk-ingest'",
  );
  return rows.map(({ pid }) => pid);
}
