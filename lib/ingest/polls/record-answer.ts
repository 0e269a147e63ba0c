import { sealBody } from "@/lib/ledger/messages/seal-body";
import type { DeliveryReport } from "@/lib/providers/provider";
import type { Connection } from "../connections";
import { deliveryReports } from "../delivery-reports/delivery-reports";
import type { Recordable, Recorded } from "../recordable";
import { storeCallback } from "../store-callbacks";

/** Beside its bytes: the object, its keys and what the transaction makes of it. */
const OVERHEAD_BYTES = 2_048;

type Told = { reports: DeliveryReport[]; kept: string };

/**
 * Records what a provider answered, in the transaction of callbacks; resolves after COMMIT with what was new of it, or
 * null where nothing of it could be read.
 */
export async function recordAnswer(connection: Connection, told: Told, receivedAt: Date): Promise<Recorded | null> {
  const answer = prepareAnswer(connection, told, receivedAt);
  return answer.arrivals.length === 0 ? null : storeCallback(answer);
}

function prepareAnswer(connection: Connection, { reports, kept }: Told, receivedAt: Date): Recordable {
  const headers = { "content-type": "application/json" };
  const body = sealBody({ method: "GET", query: "", headers, body: Buffer.from(kept) }, null, kept);
  const source = { body, receivedAt, source: "poll" as const, attempt: null };
  const { arrivals } = deliveryReports.prepare({ kind: "reports", reports }, connection, source);
  // What cannot be read is no callback to be put through again: the next answer tells as much.
  return { connectionId: connection.id, arrivals, review: [], body, receivedAt, bytes: kept.length + OVERHEAD_BYTES };
}
