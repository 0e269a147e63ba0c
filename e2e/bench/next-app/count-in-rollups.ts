import { randomInt } from "node:crypto";
import type { Tx } from "@/lib/db";
import { bucketOf, type Contribution, type CountedMessage, contribution } from "@/lib/delivery/counts/contribution";
import { latencyBucket } from "@/lib/delivery/counts/latency-histogram";
import type { PreparedReport } from "@/lib/ingest/delivery-reports/prepare-reports";
import type { Outcome } from "./store-event";

const SLOTS = 8;

type Change = { counted: Contribution; by: 1 | -1; key: string };

/** How the counts change with a message; rows are taken in key order, the same for all. */
export async function countMessage(tx: Tx, before: CountedMessage | null, after: CountedMessage): Promise<void> {
  const changes = [...(before ? [change(before, -1)] : []), change(after, 1)];
  if (changes[0]?.key === changes[1]?.key) return;
  changes.sort((a, b) => (a.key < b.key ? -1 : 1));
  const slot = randomInt(SLOTS);
  for (const { counted, by } of changes) await countDelivery(tx, counted, by, slot);
  for (const { counted, by } of changes) await countCarrier(tx, counted, by, slot);
}

export async function countCallback(tx: Tx, report: PreparedReport, outcome: Outcome): Promise<void> {
  const { providerOccurredAt, receivedAt } = report.event;
  const lag = providerOccurredAt && receivedAt.getTime() - providerOccurredAt.getTime();
  const isStored = Number(outcome === "stored");
  await tx.$executeRaw`
    INSERT INTO callback_rollups (bucket_at, connection_id, slot, stored, duplicate, lag)
    VALUES (${bucketOf(receivedAt)}, ${report.connection.id}::uuid, ${randomInt(SLOTS)}, ${isStored}, ${1 - isStored},
            ${histogram(lag === null ? null : latencyBucket(lag), 1)}::bigint[])
    ON CONFLICT (bucket_at, connection_id, slot) DO UPDATE
       SET stored = callback_rollups.stored + excluded.stored,
           duplicate = callback_rollups.duplicate + excluded.duplicate,
           lag = add_histograms(callback_rollups.lag, excluded.lag)`;
}

function change(message: CountedMessage, by: 1 | -1): Change {
  const counted = contribution(message);
  return { counted, by, key: JSON.stringify(counted) };
}

async function countDelivery(tx: Tx, counted: Contribution, by: 1 | -1, slot: number): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO delivery_rollups (bucket_at, connection_id, country, channel, use_case, template_key, sender_identity,
                                  is_registered, status, is_final, failure_category, slot, count, latency)
    VALUES (${counted.bucketAt}, ${counted.connectionId}::uuid, ${counted.country}, ${counted.channel},
            ${counted.useCase}, ${counted.templateKey}, ${counted.senderIdentity}, ${counted.isRegistered},
            ${counted.status}, ${counted.isFinal}, ${counted.failureCategory}, ${slot}, ${by},
            ${histogram(counted.latencyBucket, by)}::bigint[])
    ON CONFLICT (bucket_at, connection_id, country, channel, use_case, template_key, sender_identity,
                 is_registered, status, is_final, failure_category, slot) DO UPDATE
       SET count = delivery_rollups.count + excluded.count,
           latency = add_histograms(delivery_rollups.latency, excluded.latency)`;
}

async function countCarrier(tx: Tx, counted: Contribution, by: 1 | -1, slot: number): Promise<void> {
  const { bucketAt, connectionId, country, carrier, route, isRegistered, status, isFinal } = counted;
  const key = { bucketAt, connectionId, country, carrier, route, isRegistered, status, isFinal, slot };
  await tx.carrierRollup.upsert({
    where: { bucketAt_connectionId_country_carrier_route_isRegistered_status_isFinal_slot: key },
    create: { ...key, count: by },
    update: { count: { increment: by } },
    select: { slot: true },
  });
}

function histogram(bucket: number | null, by: 1 | -1): number[] {
  return bucket === null ? [] : [...Array<number>(bucket).fill(0), by];
}
