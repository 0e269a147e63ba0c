import { z } from "zod";
import { FAILURE_STATUSES } from "@/lib/delivery/fold/status";
import { parameters } from "@/lib/messages/parameters";
import type { CountSource } from "./plan-sources";
import { activeRateFacets, type RateFacet, type RateFilters } from "./rate-filters";

/** The column of the rollup tables for each facet. */
export const COLUMNS: Readonly<Record<RateFacet, string>> = {
  country: "country",
  connection: "connection_id",
  template: "template_key",
  sender: "sender_identity",
  channel: "channel",
  useCase: "use_case",
};

/** How a message's status counts, in the words of `DeliveryCounts`. */
export const OUTCOME = `CASE WHEN status = 'delivered' THEN 'delivered' WHEN NOT is_final THEN 'waiting'
  WHEN status IN (${[...FAILURE_STATUSES].map((status) => `'${status}'`).join(", ")}) THEN 'failed'
  ELSE 'noReceipt' END`;

export const Outcome = z.enum(["delivered", "failed", "noReceipt", "waiting"]);

/** How an attempt's state counts, in the words of `CompletionCounts`. */
export const ATTEMPT_OUTCOME = `CASE WHEN state = 'verified' THEN 'verified'
  WHEN state IN ('requested', 'checking') THEN 'open' ELSE 'notVerified' END`;
export const AttemptOutcome = z.enum(["verified", "notVerified", "open"]);

/** Counts are bigint in the database, and text on their way here. */
export const CountColumn = z.coerce.number().int();

/** What of each kind of rollup is read beside the dimensions and the count. */
const OWN_COLUMNS = {
  delivery: "is_registered, status, is_final, failure_category, latency",
  verification: "state",
} as const;

/** `add` takes a parameter; whatever came in the address is one. `source` stands in FROM. */
export type RollupSql = ReturnType<typeof parameters> & { source: string };

/**
 * The rows to count: of quarters of an hour, and of days or parts of them where those are summed, with their
 * beginning as `bucket_at`. `conditions` are of both.
 */
export function rollupSql(
  of: keyof typeof OWN_COLUMNS,
  { zone, sums, spans }: CountSource,
  conditions: (add: RollupSql["add"]) => readonly string[],
): RollupSql {
  const { values, add } = parameters();
  const columns = `${Object.values(COLUMNS).join(", ")}, ${OWN_COLUMNS[of]}, count`;
  const also = conditions(add).map((condition) => ` AND ${condition}`);
  const parts = spans.map(
    ({ from, to }) =>
      `SELECT bucket_at, ${columns} FROM ${of}_rollups WHERE bucket_at >= ${add(from)} AND bucket_at < ${add(to)}${also.join("")}`,
  );
  if (sums.length > 0) {
    const [starts, ends] = [add(sums.map(({ from }) => from)), add(sums.map(({ to }) => to))];
    // The beginnings alone lead through the key; the ends tell a day from its first part.
    parts.push(`
      SELECT starts_at AS bucket_at, ${columns} FROM ${of}_sums
       WHERE zone = ${add(zone)} AND starts_at = ANY (${starts}::timestamptz[])
         AND (starts_at, ends_at) IN (SELECT * FROM unnest(${starts}::timestamptz[], ${ends}::timestamptz[]))${also.join("")}`);
  }
  return { values, add, source: `(${parts.join(" UNION ALL ")}) AS source` };
}

/** The filters as conditions on a rollup. */
export function narrowedTo(filters: RateFilters): Parameters<typeof rollupSql>[2] {
  return (add) =>
    activeRateFacets(filters).map(
      (facet) => `${COLUMNS[facet]} = ANY (${add(filters[facet])}::${facet === "connection" ? "uuid" : "text"}[])`,
    );
}
