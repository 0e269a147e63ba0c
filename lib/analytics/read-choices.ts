import { z } from "zod";
import { searchPool } from "@/lib/db";
import { type CountSource, sourceOf } from "./plan-sources";
import { RATE_FACETS, type RateFacet, type RateFilters } from "./rate-filters";
import type { Interval } from "./rate-period";
import { COLUMNS, CountColumn, narrowedTo, rollupSql } from "./rollup-sql";

const ChoiceRow = z.object({ facet: z.enum(RATE_FACETS), value: z.string(), n: CountColumn });
export type Choice = { value: string; n: number };
export type Choices = Record<RateFacet, Choice[]>;

const CHOICES_SHOWN = 60;

/** What each facet can be narrowed to, with how many messages of the period have that value; the largest first. */
export async function readChoices(filters: RateFilters, source: CountSource): Promise<Choices> {
  const names = RATE_FACETS.map((facet) => COLUMNS[facet]).join(", ");
  const sql = rollupSql("delivery", source, () => registered(filters));
  const text = `
    WITH counted AS MATERIALIZED (SELECT ${names}, sum(count) AS n FROM ${sql.source} GROUP BY ${names})
    ${RATE_FACETS.map(choicesOf).join(" UNION ALL ")}`;
  const rows = z.array(ChoiceRow).parse((await searchPool().query({ text, values: sql.values })).rows);
  return Object.fromEntries(
    RATE_FACETS.map((facet) => {
      const found = rows.filter((row) => row.facet === facet).map(({ value, n }) => ({ value, n }));
      const chosen: readonly string[] = filters[facet];
      const missing = chosen.filter((value) => !found.some((one) => one.value === value));
      return [facet, [...found, ...missing.map((value) => ({ value, n: 0 }))]];
    }),
  ) as Choices;
}

/** How many messages the filters leave: decides how fine a point may be. */
export async function readVolume(filters: RateFilters, interval: Interval): Promise<number> {
  const sql = rollupSql("delivery", sourceOf([interval]), (add) => [
    ...registered(filters),
    ...narrowedTo(filters)(add),
  ]);
  const text = `SELECT coalesce(sum(count), 0) AS n FROM ${sql.source}`;
  const [row] = z
    .array(z.object({ n: CountColumn }))
    .parse((await searchPool().query({ text, values: sql.values })).rows);
  return row?.n ?? 0;
}

function registered({ unregistered }: RateFilters): string[] {
  return unregistered ? [] : ["is_registered"];
}

function choicesOf(facet: RateFacet): string {
  return `(SELECT '${facet}' AS facet, ${COLUMNS[facet]}::text AS value, sum(n) AS n FROM counted
     GROUP BY 2 HAVING sum(n) > 0 ORDER BY 3 DESC, 2 LIMIT ${CHOICES_SHOWN})`;
}
