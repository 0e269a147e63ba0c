import { readPool } from "@/lib/db";
import { idRange } from "@/lib/ledger/sql/id-range";
import { usualReceiptMs } from "@/lib/stories/usual-receipt";
import type { Awaited } from "./poll-times";

/** A message as far as it decides whether and when its provider is asked about it. */
export type AwaitedMessage = {
  id: string;
  /** The provider's own id, by which it is asked. */
  ref: string | null;
  isRegistered: boolean;
  country: string | null;
  from: Date;
  deadlineAt: Date;
  /** Neither final nor merged away; what our own clock gave up on may still have an end. */
  isAwaited: boolean;
};

/** Messages by their ids; one that retention has dropped is not in the map. */
export async function readAwaited(ids: readonly string[]): Promise<Map<string, AwaitedMessage>> {
  if (ids.length === 0) return new Map();
  const { rows } = await readPool().query<AwaitedMessage>({
    name: "read-awaited",
    text: `SELECT ${COLUMNS} FROM messages m WHERE m.id = ANY ($1::uuid[]) AND m.id BETWEEN $2 AND $3`,
    values: [ids, ...idRange(ids)],
  });
  return new Map(rows.map((row) => [row.id, row]));
}

/** With what of its connection decides its times as well. */
export async function timesOf(
  message: AwaitedMessage,
  connection: { id: string; isPolledOnly: boolean },
  now: Date,
): Promise<Awaited> {
  const { isPolledOnly } = connection;
  const usualMs = isPolledOnly ? null : await usualReceiptMs(connection.id, message.country, now);
  return { from: message.from, deadlineAt: message.deadlineAt, usualMs, isPolledOnly };
}

export const COLUMNS = `
  m.id, m.provider_message_id AS ref, m.registered_at IS NOT NULL AS "isRegistered",
  m.destination_country AS country, coalesce(m.sent_at, m.created_at) AS "from",
  coalesce(m.deadline_at, m.created_at) AS "deadlineAt",
  m.merged_into IS NULL AND (m.awaits_receipt OR m.status = 'unknown') AS "isAwaited"`;
