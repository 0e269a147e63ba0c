import { applyMapping } from "@/lib/ingest/apply-mapping";
import type { Connection } from "@/lib/ingest/connections";
import { lockMessages } from "@/lib/ledger/messages/lock-messages";
import type { NewEvent } from "@/lib/ledger/messages/record-events";
import { readEvents } from "@/lib/ledger/messages/refold-messages";
import { settleMessages } from "@/lib/ledger/settle-messages";
import { withRows } from "@/lib/ledger/sql/array-statement";
import { idRange } from "@/lib/ledger/sql/id-range";
import { ingestPool } from "@/lib/ledger/sql/pool";
import { inTransaction, type Transaction } from "@/lib/ledger/sql/transaction";

export type Remapped = { events: number; messages: number };

const BATCH = 200;
const FIRST = "00000000-0000-0000-0000-000000000000";

/**
 * Reads the stored events of one raw status anew, by the mappings in force, and folds their messages again, in
 * batches under the messages' locks. Says the same when run twice. What the provider said is never changed.
 */
export async function remapStatus(
  connection: Pick<Connection, "id" | "adapter" | "mappings">,
  rawStatus: string,
): Promise<Remapped> {
  const total: Remapped = { events: 0, messages: 0 };
  for (let after = FIRST; ; ) {
    const ids = await findMessages(connection.id, rawStatus, after);
    const last = ids.at(-1);
    if (last === undefined) return total;
    const events = await inTransaction((tx) => remapBatch(tx, ids, connection, rawStatus));
    total.events += events;
    total.messages += ids.length;
    after = last;
  }
}

async function findMessages(connectionId: string, rawStatus: string, after: string): Promise<string[]> {
  const { rows } = await ingestPool().query<{ id: string }>({
    name: "find-mappable",
    text: `SELECT DISTINCT e.message_id AS id
             FROM message_events e JOIN messages m ON m.id = e.message_id AND m.id > $3
            WHERE e.raw_status = $2 AND e.message_id > $3 AND m.connection_id = $1 AND m.merged_into IS NULL
              AND (e.status = 'unknown' OR e.mapping_version > 0) AND e.source <> 'timeout'
            ORDER BY e.message_id LIMIT ${BATCH}`,
    values: [connectionId, rawStatus, after],
  });
  return rows.map(({ id }) => id);
}

async function remapBatch(
  tx: Transaction,
  ids: readonly string[],
  { adapter, mappings }: Pick<Connection, "adapter" | "mappings">,
  rawStatus: string,
): Promise<number> {
  const locked = await lockMessages(tx, ids);
  const events = [...(await readEvents(tx, [...locked.keys()])).values()].flat();
  const changed = events
    .filter((event) => isMappable(event, rawStatus))
    .flatMap((event) => {
      const read = { ...UNMAPPED, ...applyMapping(adapter, mappings, event) };
      return differs(event, read) ? [eventRow(event, read)] : [];
    });
  if (changed.length === 0) return 0;
  await tx.query(REMAP.query(changed, ...idRange(changed.map(({ message_id }) => message_id))));
  await settleMessages(tx, locked, locked.values());
  return changed.length;
}

function isMappable({ rawStatus, status, mappingVersion, source }: NewEvent, wanted: string): boolean {
  return rawStatus === wanted && source !== "timeout" && (status === "unknown" || mappingVersion > 0);
}

/** What ingest makes of a status that nobody knows. */
const UNMAPPED = { status: "unknown", isFinal: false, failureCategory: null, mappingVersion: 0 } as const;
type Reading = Pick<NewEvent, keyof typeof UNMAPPED>;

function differs(event: NewEvent, read: Reading): boolean {
  return (Object.keys(UNMAPPED) as (keyof Reading)[]).some((field) => event[field] !== read[field]);
}

function eventRow({ messageId, dedupeKey }: NewEvent, read: Reading) {
  return {
    message_id: messageId,
    dedupe_key: Buffer.from(dedupeKey, "hex"),
    status: read.status,
    is_final: read.isFinal,
    failure_category: read.failureCategory,
    mapping_version: read.mappingVersion,
  };
}

const REMAP = withRows(
  "remap-events",
  {
    message_id: "uuid",
    dedupe_key: "bytea",
    status: "text",
    is_final: "boolean",
    failure_category: "text",
    mapping_version: "integer",
  },
  `UPDATE message_events e SET status = r.status, is_final = r.is_final, failure_category = r.failure_category,
          mapping_version = r.mapping_version
     FROM $rows
    WHERE e.message_id = r.message_id AND e.dedupe_key = r.dedupe_key AND e.message_id BETWEEN $more1 AND $more2`,
);
