import { listPartitions, type Partition } from "@/lib/database/partitions";
import { readPool } from "@/lib/db";
import { firstIdAt } from "@/lib/ids";
import { GOING } from "./drop-verifications";
import { type Horizons, horizonsAt, readRetention } from "./retention-settings";

export type PlannedPartition = {
  partition: Partition;
  /** An emptied one stays for what comes late: its messages are kept. */
  goes: "dropped" | "emptied";
  rows: number;
};

/** What a run would remove now. */
export type RetentionPlan = Horizons & {
  partitions: PlannedPartition[];
  messages: number;
  events: number;
  payloads: number;
  verifications: number;
  /** Callbacks that wait in the review queue, and go with those that were understood. */
  reviewPayloads: number;
  bytes: number;
};

const PAYLOADS: readonly string[] = ["event_payloads", "event_duplicates"];

export async function planRetention(now: Date): Promise<RetentionPlan> {
  const horizons = horizonsAt(now, await readRetention());
  const going = (await listPartitions(readPool())).flatMap((partition) => {
    const goes = fateOf(partition, horizons);
    return goes ? [{ partition, goes }] : [];
  });
  const counted: PlannedPartition[] = [];
  for (const one of going) counted.push({ ...one, rows: await countRows(`partitions.${one.partition.name}`) });
  const partitions = counted.filter(({ goes, rows }) => goes === "dropped" || rows > 0);
  const rowsOf = (table: string) => total(partitions.filter(({ partition }) => partition.parent === table));
  return {
    ...horizons,
    partitions,
    messages: rowsOf("messages"),
    events: rowsOf("message_events"),
    payloads: rowsOf("event_payloads"),
    verifications: await countVerifications(horizons.messagesFrom),
    reviewPayloads: await countReviewPayloads(horizons.payloadsFrom),
    bytes: partitions.reduce((sum, { partition }) => sum + partition.bytes, 0),
  };
}

export function isNothing({ partitions, verifications, reviewPayloads }: RetentionPlan): boolean {
  return partitions.length + verifications + reviewPayloads === 0;
}

function fateOf({ parent, month, state }: Partition, { messagesFrom, payloadsFrom }: Horizons) {
  if (messagesFrom && month < messagesFrom) return "dropped" as const;
  const isPayload = PAYLOADS.includes(parent) && state === "attached";
  return isPayload && payloadsFrom && month < payloadsFrom ? ("emptied" as const) : null;
}

function total(partitions: readonly PlannedPartition[]): number {
  return partitions.reduce((sum, { rows }) => sum + rows, 0);
}

async function countRows(from: string, values: unknown[] = []): Promise<number> {
  const { rows } = await readPool().query<{ n: number }>(`SELECT count(*)::float8 AS n FROM ${from}`, values);
  return rows[0]?.n ?? 0;
}

async function countVerifications(from: Date | null): Promise<number> {
  return from ? countRows(`verifications v WHERE ${GOING}`, [firstIdAt(from), from]) : 0;
}

async function countReviewPayloads(from: Date | null): Promise<number> {
  return from ? countRows("review_payloads WHERE received_at < $1", [from]) : 0;
}
