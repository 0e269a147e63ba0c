import { readPool } from "@/lib/db";

/** How far back data go, and whether callbacks flow: what the absence of a message has to be weighed with. */
export type DataHorizon = { oldestDataAt: Date | null; lastCallbackAt: Date | null };

export async function dataHorizon(): Promise<DataHorizon> {
  const { rows } = await readPool().query<DataHorizon>({ name: "data-horizon", text: HORIZON });
  return rows[0] ?? { oldestDataAt: null, lastCallbackAt: null };
}

/** Receipts of the newest messages: ids carry the time at which a message was first seen. */
const NEWEST = 300;
const HORIZON = `
  SELECT (SELECT created_at FROM messages ORDER BY id LIMIT 1) AS "oldestDataAt",
         (SELECT max(received_at) FROM message_events
           WHERE source = 'webhook'
             AND message_id >= (SELECT min(id::text)::uuid
                                  FROM (SELECT id FROM messages ORDER BY id DESC LIMIT ${NEWEST}) AS newest)
         ) AS "lastCallbackAt"`;
