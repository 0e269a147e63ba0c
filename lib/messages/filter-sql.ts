import { firstIdAt, MAX_ID_MS } from "@/lib/ids";
import { activeFacets, type FacetName, type MessageFilters } from "./filters";
import { parameters } from "./parameters";
import type { TimeRange } from "./time-range";

/** A message's value for each facet; a value that is not known is the empty string. The outcome is that of its attempt `v`. */
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
  timed: `CASE WHEN m.status <> 'delivered' THEN ''
               WHEN m.sent_at IS NULL OR m.delivered_at IS NULL THEN 'no' ELSE 'yes' END`,
};

/**
 * Joins the messages `m` with what the key of attempts tells of theirs, one by one: a hash join would read all attempts
 * there are.
 */
const ATTEMPT = `LEFT JOIN LATERAL (
    SELECT state FROM verifications WHERE id = m.verification_id OFFSET 0) AS v ON true`;

/**
 * What the key tells of the attempts of all `messages`, in one look: those of neighbours in time lie together there.
 * For messages that are not to be filtered by it.
 */
export function attemptsSql(messages: string): string {
  return `SELECT id, state, verified_channel FROM verifications
           WHERE id = ANY (ARRAY(SELECT verification_id FROM ${messages}))`;
}

export type FilterSql = ReturnType<typeof parameters> & {
  /** What the conditions are over: the messages `m`, with their attempts where these are asked for. */
  source: string;
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

/** The filters as conditions; whatever came in the address is a parameter. `within` says how the time range is met. */
export function filterSql(filters: MessageFilters, range: TimeRange, within = inRange): FilterSql {
  const { values, add } = parameters();
  const conditions = new Map(activeFacets(filters).map((facet) => [facet, `(${condition(facet, filters, add)})`]));
  const source = conditions.has("outcome") ? `messages m ${ATTEMPT}` : "messages m";
  return { values, add, source, inRange: within(range, add), conditions };
}

/** Met by the messages of a time range. */
export function inRange(range: TimeRange, add: Add): string {
  return `${inPartitions(range, add)} AND m.counted_at >= ${add(range.from)} AND m.counted_at < ${add(range.to)}`;
}

/**
 * Met by the same, and read in the order of their pages, ahead of need: of alternatives, here the halves of the range,
 * PostgreSQL makes bitmaps. Along an index it would go newest first, page by page and backwards.
 */
export function inRangeByPages(range: TimeRange, add: Add): string {
  const [from, to] = [add(range.from), add(range.to)];
  const middle = add(new Date((range.from.getTime() + range.to.getTime()) / 2));
  return `${inPartitions(range, add)}
    AND (m.counted_at >= ${from} AND m.counted_at < ${middle} OR m.counted_at >= ${middle} AND m.counted_at < ${to})`;
}

function inPartitions({ from, to }: TimeRange, add: Add): string {
  const [first, last] = [from.getTime() - APART_MS, to.getTime() + APART_MS].map(firstIdAround) as [string, string];
  return `m.merged_into IS NULL AND m.id >= ${add(first)}::uuid AND m.id < ${add(last)}::uuid`;
}

/** All of it: what the list holds. */
export function listed({ inRange, conditions }: FilterSql): string {
  return [inRange, ...conditions.values()].join(" AND ");
}

/** Whatever an address asks for, the time stays one that an id can tell. */
function firstIdAround(ms: number): string {
  return firstIdAt(new Date(Math.min(MAX_ID_MS, Math.max(0, ms))));
}

type Add = ReturnType<typeof parameters>["add"];

/**
 * Says the same as `FACET_VALUES`, on the columns themselves: of an expression the planner knows no frequencies, takes
 * it for rare, and sorts everything in range where the first page of an index would do.
 */
function condition(facet: FacetName, filters: MessageFilters, add: Add): string {
  switch (facet) {
    case "country":
      return anyCountry(filters.country, add);
    case "status":
      return anyStatus(filters.status, add);
    case "template":
      return anyText("m.template_key", filters.template, add);
    case "sender":
      return anyText("m.sender_identity", filters.sender, add);
    case "useCase":
      return anyText("m.use_case", filters.useCase, add);
    case "category":
      return anyText("m.failure_category", filters.category, add);
    case "channel":
      return anyText("m.channel", filters.channel, add);
    case "connection":
      return `m.connection_id = ANY (${add(filters.connection)}::uuid[])`;
    case "registered":
      return filters.registered.map((one) => `m.registered_at IS ${one === "yes" ? "NOT " : ""}NULL`).join(" OR ");
    case "timed":
      return filters.timed.map(timed).join(" OR ");
    case "outcome":
      return `${FACET_VALUES.outcome} = ANY (${add(filters.outcome)}::text[])`;
    default:
      return facet satisfies never;
  }
}

/** An index begins with the column: one country gives the rows in the list's order. */
function anyCountry(chosen: readonly string[], add: Add): string {
  const known = chosen.filter((country) => country !== "");
  const one = known.length === 1 ? [`m.destination_country = ${add(known[0])}`] : [];
  const several = known.length > 1 ? [`m.destination_country = ANY (${add(known)}::text[])`] : [];
  const none = known.length < chosen.length ? ["m.destination_country IS NULL"] : [];
  return [...one, ...several, ...none].join(" OR ");
}

function anyText(column: string, chosen: readonly string[], add: Add): string {
  const value = chosen.includes("") ? `coalesce(${column}, '')` : column;
  return `${value} = ANY (${add(chosen)}::text[])`;
}

function timed(one: MessageFilters["timed"][number]): string {
  return one === "yes"
    ? "(m.status = 'delivered' AND m.sent_at IS NOT NULL AND m.delivered_at IS NOT NULL)"
    : "(m.status = 'delivered' AND (m.sent_at IS NULL OR m.delivered_at IS NULL))";
}

function anyStatus(chosen: readonly string[], add: Add): string {
  const plain = chosen.filter((one) => !["unknown", "no_receipt", "conflicting"].includes(one));
  return [
    ...(plain.length > 0 ? [`m.status = ANY (${add(plain)}::text[])`] : []),
    ...(chosen.includes("unknown") ? ["(m.status = 'unknown' AND NOT m.is_final)"] : []),
    ...(chosen.includes("no_receipt") ? ["(m.status = 'unknown' AND m.is_final)"] : []),
    ...(chosen.includes("conflicting") ? ["m.conflicting"] : []),
  ].join(" OR ");
}
