import { attemptsSql, FACET_VALUES, filterSql, inRangeByPages } from "./filter-sql";
import { FACET_NAMES, type FacetName, type MessageFilters } from "./filters";
import type { TimeRange } from "./time-range";

const VALUES_SHOWN = 60;

/** Where the messages lie that are looked at, and how many of them are to be: one more shows that there are more. */
export type Candidates = Record<
  /** Those of the countries that are filtered by, or of all. */
  "own" | "everywhere",
  { range: TimeRange; most: number }
>;

/**
 * Rows `facet, value, n`. A message counts for a facet when it fails no other one: each other active facet is a bit
 * of `failed`, and who fails two counts nowhere. An index begins with the country: its filter decides which messages
 * are looked at at all, so that the countries' own counts come from a second look, at messages of every country.
 */
export function facetCountsStatement(filters: MessageFilters, { own, everywhere }: Candidates) {
  const sql = filterSql(filters, own.range, inRangeByPages);
  const country = sql.conditions.get("country");
  const others = [...sql.conditions].filter(([facet]) => facet !== "country");
  const bits = new Map(others.map(([facet], index) => [facet, 1 << index]));
  const failed = others.map(([facet, met]) => `CASE WHEN ${met} THEN 0 ELSE ${bits.get(facet)} END`).join(" + ") || "0";
  const wanted = country ? `${sql.inRange} AND ${country}` : sql.inRange;
  const byOutcome = sql.conditions.has("outcome");
  const values = (facet: FacetName) => {
    const from = facet === "country" ? "everywhere" : "grouped";
    return `(SELECT '${facet}', "${facet}", sum(n)::float8 FROM ${from} WHERE failed & ~${bits.get(facet) ?? 0} = 0
      GROUP BY "${facet}" ORDER BY "${facet}" = ANY (${sql.add(filters[facet])}::text[]) DESC, 3 DESC, 2
      LIMIT ${VALUES_SHOWN})`;
  };
  const text = `
    WITH ${candidates("candidates", wanted, sql.add(own.most + 1))},
    grouped AS MATERIALIZED (${grouped(FACET_NAMES, failed, "candidates", true)}),
    ${country ? `${candidates("of_any_country", inRangeByPages(everywhere.range, sql.add), sql.add(everywhere.most + 1))},` : ""}
    everywhere AS MATERIALIZED (
      ${country ? grouped(["country"], failed, "of_any_country", byOutcome) : "SELECT * FROM grouped"})
    SELECT 'seen' AS facet, '' AS value, coalesce(sum(n), 0)::float8 AS n FROM grouped
    UNION ALL SELECT 'seen_everywhere', '', coalesce(sum(n), 0)::float8 FROM everywhere
    UNION ALL SELECT 'total', '', coalesce(sum(n), 0)::float8 FROM grouped WHERE failed = 0
    ${country ? `UNION ALL SELECT 'own_country', "country", sum(n)::float8 FROM grouped WHERE failed = 0 GROUP BY "country"` : ""}
    UNION ALL SELECT 'status', 'conflicting', sum(n)::float8 FROM grouped
      WHERE conflicting AND failed & ~${bits.get("status") ?? 0} = 0 HAVING sum(n) > 0
    ${FACET_NAMES.map((facet) => `UNION ALL ${values(facet)}`).join(" ")}`;
  return { text, values: sql.values };
}

const COLUMNS = `id, destination_country, status, is_final, conflicting, template_key, failure_category, sender_identity,
  connection_id, channel, use_case, registered_at, sent_at, delivered_at, verification_id`;

/** The messages that meet a condition on their own columns, in whatever order they lie, and their attempts. */
function candidates(name: string, condition: string, limit: string): string {
  return `
    ${name} AS MATERIALIZED (SELECT ${COLUMNS} FROM messages m WHERE ${condition} LIMIT ${limit}),
    ${name}_attempts AS MATERIALIZED (${attemptsSql(name)})`;
}

function grouped(facets: readonly FacetName[], failed: string, name: string, withAttempts: boolean): string {
  const names = [...facets.map((facet) => `"${facet}"`), "conflicting", "failed"].join(", ");
  const values = facets.map((facet) => `${FACET_VALUES[facet]} AS "${facet}"`).join(", ");
  const source = withAttempts
    ? `${name} AS m LEFT JOIN ${name}_attempts AS v ON v.id = m.verification_id`
    : `${name} AS m`;
  return `SELECT ${names}, count(*) AS n
            FROM (SELECT ${values}, m.conflicting, ${failed} AS failed FROM ${source}) AS candidate GROUP BY ${names}`;
}
