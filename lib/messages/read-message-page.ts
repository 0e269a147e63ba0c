import { searchPool } from "@/lib/db";
import { attemptsSql, FACET_VALUES, filterSql, listed } from "./filter-sql";
import type { MessageFilters, PageCursor } from "./filters";
import type { ListedMessage } from "./listed-message";
import type { TimeRange } from "./time-range";

export type MessagePageQuery = {
  filters: MessageFilters;
  range: TimeRange;
  /** The rows next to this point; the newest ones without it. */
  cursor: PageCursor | null;
  limit: number;
};

/** One page of the list by its key, newest first: the cost does not grow with how far down the page lies. */
export async function readMessagePage(query: MessagePageQuery): Promise<ListedMessage[]> {
  const { rows } = await searchPool().query<ListedMessage>(messagePageStatement(query));
  return query.cursor?.side === "newer" ? rows.reverse() : rows;
}

/** Without a name, so that the planner sees the bounds and prunes partitions as it plans. */
export function messagePageStatement({ filters, range, cursor, limit }: MessagePageQuery): {
  text: string;
  values: unknown[];
} {
  const sql = filterSql(filters, cursor ? rangeBeyond(cursor, range) : range);
  const isNewer = cursor?.side === "newer";
  const beyond = cursor
    ? ` AND (m.counted_at, m.id) ${isNewer ? ">" : "<"} (${sql.add(cursor.at)}::timestamptz, ${sql.add(cursor.id)}::uuid)`
    : "";
  const order = isNewer ? "ASC" : "DESC";
  const text = `
    WITH page AS MATERIALIZED (
      SELECT m.* FROM ${sql.source} WHERE ${listed(sql)}${beyond}
       ORDER BY m.counted_at ${order}, m.id ${order} LIMIT ${sql.add(limit)}),
    attempts AS MATERIALIZED (${attemptsSql("page")})
    SELECT ${COLUMNS} FROM page AS m ${AROUND} ORDER BY m.counted_at ${order}, m.id ${order}`;
  return { text, values: sql.values };
}

/** The range ends at the cursor: an index scan begins at the range's end, and would walk from there to the pair. */
function rangeBeyond({ side, at }: PageCursor, range: TimeRange): TimeRange {
  if (side === "newer") return { ...range, from: new Date(Math.max(range.from.getTime(), at.getTime())) };
  return { ...range, to: new Date(Math.min(range.to.getTime(), at.getTime() + 1)) };
}

const COLUMNS = `m.id, m.counted_at AS "countedAt", m.sent_at AS "sentAt", m.created_at AS "createdAt",
  m.recipient_masked AS "recipientMasked", m.destination_country AS country, m.status,
  m.is_final AS "isFinal", m.conflicting, m.partial, m.recipients_differ AS "recipientsDiffer", m.registered_at IS NOT NULL AS "isRegistered",
  m.error_code AS "errorCode", m.failure_category AS "failureCategory", nullif(${FACET_VALUES.outcome}, '') AS outcome,
  v.verified_channel AS "verifiedOver", m.provider, c.label AS "connectionLabel", m.channel,
  m.sender_identity AS "senderIdentity", m.template_key AS "templateKey", m.use_case AS "useCase",
  m.carrier_name AS "carrierName", m.provider_message_id AS "providerMessageId",
  (extract(epoch FROM coalesce(CASE WHEN m.is_final THEN m.delivered_at END, decided.at) - m.sent_at) * 1000)::float8
    AS "toFinalMs"`;

// When a message was delivered stands in its row: only of the others is the event read that decided. `OFFSET 0` keeps the
// conditions on `m` inside, where they spare the reading; joined flat they would filter what was read.
const AROUND = `
  LEFT JOIN attempts v ON v.id = m.verification_id
  LEFT JOIN provider_connections c ON c.id = m.connection_id
  LEFT JOIN LATERAL (
    SELECT coalesce(e.provider_occurred_at, e.received_at) AS at FROM message_events e
     WHERE e.message_id = m.id AND e.dedupe_key = m.decided_by AND m.is_final AND m.delivered_at IS NULL
       AND e.source <> 'timeout' OFFSET 0
  ) AS decided ON true`;
