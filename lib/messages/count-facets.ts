import { searchPool } from "@/lib/db";
import { type Candidates, facetCountsStatement } from "./facet-counts-statement";
import { FACET_NAMES, type FacetName, type MessageFilters, NO_FILTERS } from "./filters";
import { newestRange } from "./newest-range";
import { timeRange } from "./time-range";

/** Exact, or, with `isMore`, at least this many. */
export type Count = { n: number; isMore: boolean };
export type FacetCount = Count & { value: string };
/** What is chosen stands first, then what counts most. */
export type FacetCounts = { total: Count; facets: Record<FacetName, FacetCount[]> };

/** Beyond it a count says only "at least". */
export const COUNTED_UP_TO = 3_000;
/** The newest messages that are looked at; where there are more, every count is a lower bound. */
const MAX_CANDIDATES = COUNTED_UP_TO;

/** Facets in which having no value is nothing to filter by: not failed, in no attempt. */
const ONLY_TOLD: ReadonlySet<FacetName> = new Set(["category", "outcome"]);

/**
 * How many messages each value of each facet would leave, under the filters of all other facets. One statement on
 * the messages themselves, so that counts and list agree; what it looks at is bounded, however many there are.
 */
export async function countFacets(
  filters: MessageFilters,
  now: Date,
  maxCandidates = MAX_CANDIDATES,
): Promise<FacetCounts> {
  const statement = facetCountsStatement(filters, await findCandidates(filters, now, maxCandidates));
  const { rows } = await searchPool().query<CountRow>(statement);
  const numberOf = (name: string) => rows.find(({ facet }) => facet === name)?.n ?? 0;
  const isCut = (facet: FacetName) => numberOf(facet === "country" ? "seen_everywhere" : "seen") > maxCandidates;
  const valuesOf = (name: FacetName) => {
    const found = rows.flatMap(({ facet, value, n }) =>
      facet === name ? [{ value, ...counted(n, isCut(name)) }] : [],
    );
    const missing = filters[name].filter((value) => !found.some((one) => one.value === value));
    const told = ONLY_TOLD.has(name) ? found.filter(({ value }) => value !== "") : found;
    return inOrder([...told, ...missing.map((value) => ({ value, ...counted(0, isCut(name)) }))], filters[name]);
  };
  const facets = Object.fromEntries(FACET_NAMES.map((name) => [name, valuesOf(name)])) as FacetCounts["facets"];
  return { total: counted(numberOf("total"), numberOf("seen") > maxCandidates), facets };
}

type CountRow = { facet: string; value: string; n: number };

/** One more than are counted: where it is there, there are more. */
async function findCandidates(filters: MessageFilters, now: Date, maxCandidates: number): Promise<Candidates> {
  const range = timeRange(filters, now);
  const newest = ({ country }: Pick<MessageFilters, "country">) =>
    newestRange({ ...NO_FILTERS, country }, range, maxCandidates);
  const everywhere = newest(NO_FILTERS);
  const own = filters.country.length > 0 ? newest(filters) : everywhere;
  const [ownRange, wholeRange] = await Promise.all([own, everywhere]);
  return { own: ownRange, everywhere: wholeRange, limit: maxCandidates + 1 };
}

function counted(n: number, isCut: boolean): Count {
  return { n: Math.min(n, COUNTED_UP_TO), isMore: isCut || n > COUNTED_UP_TO };
}

function inOrder(counts: readonly FacetCount[], chosen: readonly string[]): FacetCount[] {
  const isChosen = ({ value }: FacetCount) => Number(chosen.includes(value));
  return [...counts].sort((a, b) => isChosen(b) - isChosen(a) || b.n - a.n);
}
