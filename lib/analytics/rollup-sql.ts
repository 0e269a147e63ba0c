import { z } from "zod";
import { FAILURE_STATUSES } from "@/lib/delivery/status";
import { parameters } from "@/lib/messages/parameters";
import { activeRateFacets, type RateFacet, type RateFilters } from "./rate-filters";
import type { Interval } from "./rate-period";

/** The column of both rollup tables for each facet. */
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
export type RollupSql = ReturnType<typeof parameters> & { where: string };

/** The filters as a condition on a rollup table; whatever came in the address is a parameter. */
export function rollupSql(filters: RateFilters, { from, to }: Interval): RollupSql {
  const { values, add } = parameters();
  const inRange = `bucket_at >= ${add(from)} AND bucket_at < ${add(to)}`;
  const narrowed = activeRateFacets(filters).map(
    (facet) => `${COLUMNS[facet]} = ANY (${add(filters[facet])}::${facet === "connection" ? "uuid" : "text"}[])`,
  );
  return { values, add, where: [inRange, ...narrowed].join(" AND ") };
}
