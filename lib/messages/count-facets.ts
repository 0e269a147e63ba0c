import { readPool } from "@/lib/db";
import { FACET_VALUES, type FilterSql, filterSql, listed, SOURCE } from "./filter-sql";
import { FACET_NAMES, type FacetName, type MessageFilters } from "./filters";
import type { parameters } from "./parameters";
import { timeRange } from "./time-range";

/** Exact, or, with `isMore`, at least this many. */
export type Count = { n: number; isMore: boolean };
export type FacetCount = Count & { value: string };
/** What is chosen stands first, then what counts most. */
export type FacetCounts = { total: Count; facets: Record<FacetName, FacetCount[]> };

/** Beyond it a count says only "more than". */
export const COUNTED_UP_TO = 10_000;
/** Rows that the facets' counts look at; past them every one is a lower bound. The total is not. */
const MAX_CANDIDATES = 100_000;
const VALUES_SHOWN = 60;

/** Facets in which having no value is nothing to filter by: not failed, in no attempt. */
const ONLY_TOLD: ReadonlySet<FacetName> = new Set(["category", "outcome"]);

/**
 * How many messages each value of each facet would leave, under the filters of all other facets. One statement on
 * the messages themselves, so that counts and list agree.
 */
export async function countFacets(
  filters: MessageFilters,
  now: Date,
  maxCandidates = MAX_CANDIDATES,
): Promise<FacetCounts> {
  const statement = facetCountsStatement(filters, now, maxCandidates);
  const { rows } = await readPool().query<{ facet: string; value: string; n: number }>(statement);
  const seen = rows.find(({ facet }) => facet === "seen")?.n ?? 0;
  const isCut = seen > maxCandidates;
  const count = (n: number): Count => ({ ...bounded(n), isMore: isCut || n > COUNTED_UP_TO });
  const valuesOf = (name: FacetName): FacetCount[] => {
    const found = rows.flatMap(({ facet, value, n }) => (facet === name ? [{ value, ...count(n) }] : []));
    const told = ONLY_TOLD.has(name) ? found.filter(({ value }) => value !== "") : found;
    const chosen: readonly string[] = filters[name];
    const missing = chosen.filter((value) => !found.some((one) => one.value === value));
    const isChosen = ({ value }: FacetCount) => Number(chosen.includes(value));
    return [...told, ...missing.map((value) => ({ value, ...count(0) }))].sort(
      (a, b) => isChosen(b) - isChosen(a) || b.n - a.n,
    );
  };
  const facets = Object.fromEntries(FACET_NAMES.map((name) => [name, valuesOf(name)])) as FacetCounts["facets"];
  return { total: bounded(rows.find(({ facet }) => facet === "total")?.n ?? 0), facets };
}

function bounded(n: number): Count {
  return { n: Math.min(n, COUNTED_UP_TO), isMore: n > COUNTED_UP_TO };
}

/**
 * A message counts for a facet when it fails no other one: each active facet is a bit of `failed`, and who fails
 * two counts nowhere.
 */
export function facetCountsStatement(filters: MessageFilters, now: Date, maxCandidates = MAX_CANDIDATES) {
  const sql = filterSql(filters, timeRange(filters, now));
  const bits = new Map([...sql.conditions.keys()].map((facet, index) => [facet, 1 << index]));
  const failed = [...sql.conditions].map(([facet, met]) => `CASE WHEN ${met} THEN 0 ELSE ${bits.get(facet)} END`);
  const chosen = (facet: FacetName) => sql.add(filters[facet]);
  const text = `
    WITH candidate AS (
      SELECT ${FACET_NAMES.map((facet) => `${FACET_VALUES[facet]} AS "${facet}"`).join(", ")}, m.conflicting,
             ${failed.join(" + ") || "0"} AS failed
        FROM ${SOURCE} WHERE ${sql.inRange}${failsOneAtMost(sql)}
       ORDER BY m.counted_at DESC, m.id DESC LIMIT ${sql.add(maxCandidates + 1)}),
    grouped AS MATERIALIZED (
      SELECT ${NAMES}, conflicting, failed, count(*) AS n FROM candidate GROUP BY ${NAMES}, conflicting, failed)
    SELECT 'seen' AS facet, '' AS value, coalesce(sum(n), 0)::float8 AS n FROM grouped
    UNION ALL SELECT 'total', '', count(*)::float8
      FROM (SELECT FROM ${SOURCE} WHERE ${listed(sql)} LIMIT ${COUNTED_UP_TO + 1}) AS hit
    UNION ALL SELECT 'status', 'conflicting', sum(n)::float8 FROM grouped
      WHERE conflicting AND failed & ~${bits.get("status") ?? 0} = 0 HAVING sum(n) > 0
    ${FACET_NAMES.map((facet) => `UNION ALL ${valuesStatement(facet, bits.get(facet) ?? 0, chosen(facet))}`).join(" ")}`;
  return { text, values: sql.values };
}

const NAMES = FACET_NAMES.map((facet) => `"${facet}"`).join(", ");

function failsOneAtMost({ conditions }: FilterSql): string {
  if (conditions.size < 2) return "";
  return ` AND ${[...conditions.values()].map((met) => `(NOT ${met})::int`).join(" + ")} <= 1`;
}

function valuesStatement(facet: FacetName, bit: number, chosen: ReturnType<ReturnType<typeof parameters>["add"]>) {
  return `(SELECT '${facet}', "${facet}", sum(n)::float8 FROM grouped WHERE failed & ~${bit} = 0
     GROUP BY "${facet}" ORDER BY "${facet}" = ANY (${chosen}::text[]) DESC, 3 DESC, 2 LIMIT ${VALUES_SHOWN})`;
}
