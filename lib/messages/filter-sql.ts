import { firstIdAt } from "@/lib/ids";
import { activeFacets, type FacetName, type MessageFilters } from "./filters";
import { parameters } from "./parameters";
import type { TimeRange } from "./time-range";

/** A message's value for each facet, over `SOURCE`; a value that is not known is the empty string. */
export const FACET_VALUES: Readonly<Record<FacetName, string>> = {
  country: "coalesce(m.destination_country, '')",
  status: "CASE WHEN m.status = 'unknown' AND m.is_final THEN 'no_receipt' ELSE m.status END",
  template: "coalesce(m.template_key, '')",
  outcome: `CASE WHEN v.state IS NULL THEN '' WHEN v.state = 'verified' THEN 'verified'
                 WHEN v.state IN ('requested', 'checking') THEN 'open' ELSE 'not_verified' END`,
  category: "coalesce(m.failure_category, '')",
  sender: "coalesce(m.sender_identity, '')",
  connection: "m.connection_id::text",
  channel: "m.channel",
  useCase: "coalesce(m.use_case, '')",
  registered: "CASE WHEN m.registered_at IS NULL THEN 'no' ELSE 'yes' END",
};

export const SOURCE = "messages m LEFT JOIN verifications v ON v.id = m.verification_id";

export type FilterSql = ReturnType<typeof parameters> & {
  /** Met by the messages of the time range. */
  inRange: string;
  /** For every facet that narrows the list: met by the messages that have one of its values. */
  conditions: ReadonlyMap<FacetName, string>;
};

/**
 * A send time may lie 30 days before we first saw the message, or after it. The id tells when that was: its bounds
 * are what prunes partitions.
 */
const APART_MS = 31 * 86_400_000;

/** The filters as conditions over `SOURCE`; whatever came in the address is a parameter. */
export function filterSql(filters: MessageFilters, { from, to }: TimeRange): FilterSql {
  const { values, add } = parameters();
  const first = firstIdAt(new Date(Math.max(0, from.getTime() - APART_MS)));
  const last = firstIdAt(new Date(Math.min(MAX_ID_MS, Math.max(0, to.getTime() + APART_MS))));
  const inRange = `m.merged_into IS NULL AND m.counted_at >= ${add(from)} AND m.counted_at < ${add(to)}
    AND m.id >= ${add(first)}::uuid AND m.id < ${add(last)}::uuid`;
  const conditions = new Map(activeFacets(filters).map((facet) => [facet, condition(facet, add(filters[facet]))]));
  return { values, add, inRange, conditions };
}

/** All of it: what the list holds. */
export function listed({ inRange, conditions }: FilterSql): string {
  return [inRange, ...conditions.values()].join(" AND ");
}

// The 48 bits of a UUIDv7's time.
const MAX_ID_MS = 2 ** 48 - 1;

function condition(facet: FacetName, chosen: string): string {
  const meets = `${FACET_VALUES[facet]} = ANY (${chosen}::text[])`;
  if (facet !== "status") return `(${meets})`;
  return `(${meets} OR (m.conflicting AND 'conflicting' = ANY (${chosen}::text[])))`;
}
