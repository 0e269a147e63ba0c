import { readPool } from "@/lib/db";
import { FACET_VALUES, filterSql, listed, SOURCE } from "./filter-sql";
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
  const { rows } = await readPool().query<ListedMessage>(messagePageStatement(query));
  return query.cursor?.side === "newer" ? rows.reverse() : rows;
}

/** Without a name, so that the planner sees the bounds and prunes partitions as it plans. */
export function messagePageStatement({ filters, range, cursor, limit }: MessagePageQuery): {
  text: string;
  values: unknown[];
} {
  const sql = filterSql(filters, range);
  const isNewer = cursor?.side === "newer";
  const beyond = cursor
    ? ` AND (m.counted_at, m.id) ${isNewer ? ">" : "<"} (${sql.add(cursor.at)}::timestamptz, ${sql.add(cursor.id)}::uuid)`
    : "";
  const order = isNewer ? "ASC" : "DESC";
  const text = `
    WITH page AS MATERIALIZED (
      SELECT m.*, nullif(${FACET_VALUES.outcome}, '') AS outcome
        FROM ${SOURCE} WHERE ${listed(sql)}${beyond}
       ORDER BY m.counted_at ${order}, m.id ${order} LIMIT ${sql.add(limit)})
    SELECT ${COLUMNS} FROM page ${AROUND} ORDER BY page.counted_at ${order}, page.id ${order}`;
  return { text, values: sql.values };
}

const COLUMNS = `page.id, page.counted_at AS "countedAt", page.sent_at AS "sentAt", page.created_at AS "createdAt",
  page.recipient_masked AS "recipientMasked", page.destination_country AS country, page.status,
  page.is_final AS "isFinal", page.conflicting, page.partial, page.registered_at IS NOT NULL AS "isRegistered",
  page.error_code AS "errorCode", page.failure_category AS "failureCategory", page.outcome,
  verified.channel AS "verifiedOver", page.provider, c.label AS "connectionLabel", page.channel,
  page.sender_identity AS "senderIdentity", page.template_key AS "templateKey", page.use_case AS "useCase",
  page.carrier_name AS "carrierName", page.provider_message_id AS "providerMessageId",
  (extract(epoch FROM decided.at - page.sent_at) * 1000)::float8 AS "toFinalMs"`;

const AROUND = `
  LEFT JOIN provider_connections c ON c.id = page.connection_id
  LEFT JOIN LATERAL (
    SELECT coalesce(e.provider_occurred_at, e.received_at) AS at FROM message_events e
     WHERE e.message_id = page.id AND e.dedupe_key = page.decided_by AND page.is_final AND e.source <> 'timeout'
  ) AS decided ON true
  LEFT JOIN LATERAL (
    SELECT ve.channel FROM verification_events ve
     WHERE ve.verification_id = page.verification_id AND ve.type = 'verified' ORDER BY ve.at LIMIT 1
  ) AS verified ON page.outcome = 'verified'`;
