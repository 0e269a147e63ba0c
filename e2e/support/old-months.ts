import { newMessageSid, receipt, type TestConnection, testConnection } from "@/e2e/support/receipts";
import { addMonths, listPartitions } from "@/lib/database/partitions";
import { readPool } from "@/lib/db";
import type { Recordable } from "@/lib/ingest/recordable";
import { storeBatch } from "@/lib/ingest/store-callbacks";
import { setRetention } from "@/lib/retention/set-retention";

export const NOW = new Date();
/** Where two months to keep begin. */
export const HORIZON = addMonths(NOW, -2);

/** The middle of the month that lies so many months back. */
export function monthsAgo(count: number): Date {
  return new Date(addMonths(NOW, -count).getTime() + 14 * 86_400_000);
}

/** Everything is kept, and months that an earlier test saw dropped can be lived through anew. */
export async function beginAnew(): Promise<void> {
  await keep({ messagesMonths: null, payloadsMonths: null });
  await readPool().query("UPDATE settings SET value = '{}' WHERE name = 'partitions'");
}

export async function keep(settings: Parameters<typeof setRetention>[0]): Promise<void> {
  const result = await setRetention(settings, { kind: "system" }, () => NOW);
  if (!result.ok) throw new Error(JSON.stringify(result.fields));
}

export type OldMessage = {
  connection: TestConnection;
  sid: string;
  report(rawStatus: string, receivedAt: Date): Recordable;
};

/** A message that only its callback tells of, four months old. */
export async function oldMessage(): Promise<OldMessage> {
  const connection = testConnection();
  const sid = newMessageSid();
  const report = (rawStatus: string, receivedAt: Date) =>
    receipt(connection, { providerMessageId: sid, rawStatus }, receivedAt);
  await storeBatch([report("sent", monthsAgo(4))]);
  return { connection, sid, report };
}

/** Names of what is left of the months before the horizon. */
export async function oldPartitions(): Promise<string[]> {
  return (await listPartitions(readPool())).filter(({ month }) => month < HORIZON).map(({ name }) => name);
}
