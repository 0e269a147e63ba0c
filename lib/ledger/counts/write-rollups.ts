import { bucketOf, type Contribution, contribution } from "@/lib/delivery/counts/contribution";
import type { VerificationContribution } from "@/lib/delivery/counts/verification-contribution";
import { CALLBACK_OUTCOMES, type CallbackOutcomeName, type NotTaken } from "@/lib/delivery/fold/callback-outcome";
import { processWide } from "@/lib/runtime";
import type { LockedMessage } from "../messages/lock-messages";
import { type Columns, insertRows } from "../sql/array-statement";
import { together } from "../sql/together";
import type { Transaction } from "../sql/transaction";
import { noteChanges } from "./note-changes";

const SLOTS = 8;
/** What a timer counts: no batch waits for it. */
export const TIMER_SLOT = SLOTS;
/** Holds what messages counted as that are no longer kept; the slots from 0 are the sum of those that are. */
const FROZEN_SLOT = -1;

/**
 * The last step but the review queue: writes how the counts change. `before` holds messages as they were
 * locked (a created one is missing), `after` as they are now (one that was merged away is missing).
 */
export async function writeRollups(
  tx: Transaction,
  before: ReadonlyMap<string, LockedMessage>,
  after: ReadonlyMap<string, LockedMessage>,
): Promise<void> {
  const delivery = new Differences(deliveryRow);
  const carrier = new Differences(carrierRow);
  for (const [change, messages] of [[-1, before] as const, [1, after] as const]) {
    for (const message of messages.values()) {
      const counted = contribution(message);
      delivery.add(counted, change, counted.latencyBucket);
      carrier.add(counted, change, null);
    }
  }
  const changed = delivery.sorted();
  await together([
    write(tx, DELIVERY, changed),
    noteChanges(tx, "delivery", changed.map(bucketAt), slotOf(tx)),
    write(tx, CARRIER, carrier.sorted()),
  ]);
}

/** How the counts of attempts change: `before` is what is counted now, `after` what is true. */
export async function writeVerificationRollups(
  tx: Transaction,
  before: readonly VerificationContribution[],
  after: readonly VerificationContribution[],
): Promise<void> {
  const differences = new Differences(verificationRow);
  for (const counted of before) differences.add(counted, -1, counted.latencyBucket);
  for (const counted of after) differences.add(counted, 1, counted.latencyBucket);
  const changed = differences.sorted();
  await together([
    write(tx, VERIFICATIONS, changed),
    noteChanges(tx, "verification", changed.map(bucketAt), slotOf(tx)),
  ]);
}

/** Keeps the counts of locked messages that leave in this transaction: what is read, over all slots, stays the same. */
export async function freezeRollups(tx: Transaction, leaving: Iterable<LockedMessage>): Promise<void> {
  const counted = [...leaving].map(contribution);
  await freeze(tx, DELIVERY, deliveryRow, counted);
  await freeze(
    tx,
    CARRIER,
    carrierRow,
    counted.map((one) => ({ ...one, latencyBucket: null })),
  );
}

/** The same for what locked attempts were last counted as. */
export async function freezeVerificationRollups(
  tx: Transaction,
  counted: readonly VerificationContribution[],
): Promise<void> {
  await freeze(tx, VERIFICATIONS, verificationRow, counted);
}

async function freeze<T extends { latencyBucket: number | null }, R extends Row>(
  tx: Transaction,
  statement: ReturnType<typeof rollupStatement>,
  rowOf: (counted: T) => R,
  counted: readonly T[],
): Promise<void> {
  for (const [change, slot] of [[-1, 0] as const, [1, FROZEN_SLOT] as const]) {
    const differences = new Differences(rowOf);
    for (const one of counted) differences.add(one, change, one.latencyBucket);
    await write(tx, statement, differences.sorted(), slot);
  }
}

export type CallbackTally = {
  receivedAt: Date;
  connectionId: string;
  outcome: Exclude<CallbackOutcomeName, NotTaken>;
  /** The bucket of the time between the provider's clock and ours, where the provider tells its own. */
  lagBucket: number | null;
};

/** Counts callbacks in the transaction that stores them. */
export async function writeCallbackRollups(tx: Transaction, tallies: readonly CallbackTally[]): Promise<void> {
  const differences = new Differences(callbackRow);
  for (const tally of tallies) differences.add(tally, 1, tally.lagBucket, tally.outcome);
  await write(tx, CALLBACKS, differences.sorted());
}

type Row = Record<string, string | boolean | Date>;
type Difference<R extends Row> = { row: R; counts: Record<string, number>; histogram: number[] };

/** Sums changes per key; what cancels out is not written. */
class Differences<T, R extends Row> {
  private readonly byKey = new Map<string, Difference<R>>();

  constructor(private readonly rowOf: (counted: T) => R) {}

  /** `counter` is the column that counts it. */
  add(counted: T, change: 1 | -1, bucket: number | null, counter = "count"): void {
    const row = this.rowOf(counted);
    const key = keyOf(row);
    const sum = this.byKey.get(key) ?? { row, counts: {}, histogram: [] };
    sum.counts[counter] = (sum.counts[counter] ?? 0) + change;
    if (bucket !== null) {
      for (let n = sum.histogram.length; n <= bucket; n += 1) sum.histogram.push(0);
      sum.histogram[bucket] = (sum.histogram[bucket] ?? 0) + change;
    }
    this.byKey.set(key, sum);
  }

  /** In key order: every process takes the rows' locks in the same sequence. */
  sorted(): Difference<R>[] {
    return [...this.byKey]
      .filter(([, { counts, histogram }]) => Object.values(counts).some(isSome) || histogram.some(isSome))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, difference]) => difference);
  }
}

function isSome(n: number): boolean {
  return n !== 0;
}

function keyOf(row: Row): string {
  let key = "";
  for (const name in row) {
    const value = row[name];
    key += `${value instanceof Date ? value.getTime() : value}\u0000`;
  }
  return key;
}

async function write<R extends Row>(
  tx: Transaction,
  statement: ReturnType<typeof rollupStatement>,
  differences: readonly Difference<R>[],
  slot = slotOf(tx),
): Promise<void> {
  const rows = differences.map(({ row, counts, histogram }) => ({
    slot,
    histogram: `{${histogram.join(",")}}`,
    ...row,
    ...counts,
  }));
  if (rows.length > 0) await tx.query(statement.query(rows as never));
}

function bucketAt({ row }: Difference<Row & { bucket_at: Date }>): Date {
  return row.bucket_at;
}

/** Every database connection has a slot of its own, as far as they go: batches stored at once share no rows. */
function slotOf(tx: Transaction): number {
  const slots = processWide("rollup-slots", () => ({
    next: Math.floor(Math.random() * SLOTS),
    byClient: new WeakMap<Transaction, number>(),
  }));
  const slot = slots.byClient.get(tx) ?? slots.next++ % SLOTS;
  slots.byClient.set(tx, slot);
  return slot;
}

function deliveryRow(counted: Contribution) {
  return {
    bucket_at: counted.bucketAt,
    connection_id: counted.connectionId,
    country: counted.country,
    channel: counted.channel,
    use_case: counted.useCase,
    template_key: counted.templateKey,
    sender_identity: counted.senderIdentity,
    is_registered: counted.isRegistered,
    status: counted.status,
    is_final: counted.isFinal,
    failure_category: counted.failureCategory,
  };
}

function carrierRow(counted: Contribution) {
  return {
    bucket_at: counted.bucketAt,
    connection_id: counted.connectionId,
    country: counted.country,
    carrier: counted.carrier,
    route: counted.route,
    is_registered: counted.isRegistered,
    status: counted.status,
    is_final: counted.isFinal,
  };
}

function verificationRow(counted: VerificationContribution) {
  return {
    attribution: counted.attribution,
    bucket_at: counted.bucketAt,
    connection_id: counted.connectionId,
    country: counted.country,
    channel: counted.channel,
    use_case: counted.useCase,
    template_key: counted.templateKey,
    sender_identity: counted.senderIdentity,
    state: counted.state,
  };
}

function callbackRow(tally: CallbackTally) {
  return { bucket_at: bucketOf(tally.receivedAt), connection_id: tally.connectionId };
}

/** `histogram` names the table's array column, if it has one; `counters` the columns that count. */
function rollupStatement(table: string, key: Columns, histogram?: string, counters: readonly string[] = ["count"]) {
  const keys = [...Object.keys(key), "slot"].join(", ");
  const counts: Columns = Object.fromEntries(counters.map((counter) => [counter, "bigint"] as const));
  const arrays: Columns = { ...key, slot: "smallint", ...counts, histogram: "text" };
  const target = [keys, ...counters, ...(histogram ? [histogram] : [])].join(", ");
  const counted = counters.map((counter) => `coalesce(${counter}, 0)`);
  const source = [keys, ...counted, ...(histogram ? ["histogram::bigint[]"] : [])].join(", ");
  const sums = [
    ...counters.map((counter) => `${counter} = ${table}.${counter} + excluded.${counter}`),
    ...(histogram ? [`${histogram} = ${histogramSum(table, histogram)}`] : []),
  ];
  return insertRows(table, arrays, `ON CONFLICT (${keys}) DO UPDATE SET ${sums.join(", ")}`, { target, source });
}

function histogramSum(table: string, histogram: string): string {
  return `CASE WHEN excluded.${histogram} = '{}' THEN ${table}.${histogram}
               ELSE add_histograms(${table}.${histogram}, excluded.${histogram}) END`;
}

const DIMENSIONS = { bucket_at: "timestamptz", connection_id: "uuid" } as const;
const DELIVERY = rollupStatement(
  "delivery_rollups",
  {
    ...DIMENSIONS,
    country: "text",
    channel: "text",
    use_case: "text",
    template_key: "text",
    sender_identity: "text",
    is_registered: "boolean",
    status: "text",
    is_final: "boolean",
    failure_category: "text",
  },
  "latency",
);
const CARRIER = rollupStatement("carrier_rollups", {
  ...DIMENSIONS,
  country: "text",
  carrier: "text",
  route: "text",
  is_registered: "boolean",
  status: "text",
  is_final: "boolean",
});
const VERIFICATIONS = rollupStatement(
  "verification_rollups",
  {
    attribution: "text",
    ...DIMENSIONS,
    country: "text",
    channel: "text",
    use_case: "text",
    template_key: "text",
    sender_identity: "text",
    state: "text",
  },
  "latency",
);
const CALLBACKS = rollupStatement("callback_rollups", DIMENSIONS, "lag", CALLBACK_OUTCOMES);
