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

/** How many of the newest messages are looked at; where there are more, every count is a lower bound. */
export type MostLookedAt = { everywhere: number; ofCountries: number };
/** Of all countries they lie close together; of one that is rare among millions, each is a page of its own. */
const MOST_LOOKED_AT: MostLookedAt = { everywhere: 5_000, ofCountries: 3_000 };

/** Facets in which having no value is nothing to filter by: not failed, in no attempt, not delivered. */
const ONLY_TOLD: ReadonlySet<FacetName> = new Set(["category", "outcome", "timed"]);

/**
 * How many messages each value of each facet would leave, under the filters of all other facets. One statement on
 * the messages themselves, so that counts and list agree; what it looks at is bounded, however many there are.
 */
export async function countFacets(filters: MessageFilters, now: Date, most = MOST_LOOKED_AT): Promise<FacetCounts> {
  const candidates = await findCandidates(filters, now, most);
  const statement = facetCountsStatement(filters, candidates);
  const { rows } = await searchPool().query<CountRow>(statement);
  const numberOf = (name: string) => rows.find(({ facet }) => facet === name)?.n ?? 0;
  const countOfOwn = counter(numberOf("seen"), candidates.own.most);
  const countOfAll = counter(numberOf("seen_everywhere"), candidates.everywhere.most);
  const countsOf = (name: string, count: typeof countOfOwn) =>
    rows.flatMap(({ facet, value, n }) => (facet === name ? [{ value, ...count(n) }] : []));
  // Of the countries that are filtered by, their own messages tell more than those of all countries.
  const ofCountries = () => {
    const others = countsOf("country", countOfAll).filter(({ value }) => !filters.country.includes(value));
    return [...countsOf("own_country", countOfOwn), ...others];
  };
  const valuesOf = (name: FacetName) => {
    const found = name === "country" ? ofCountries() : countsOf(name, countOfOwn);
    const missing = filters[name].filter((value) => !found.some((one) => one.value === value));
    const told = ONLY_TOLD.has(name) ? found.filter(({ value }) => value !== "") : found;
    return inOrder([...told, ...missing.map((value) => ({ value, ...countOfOwn(0) }))], filters[name]);
  };
  const facets = Object.fromEntries(FACET_NAMES.map((name) => [name, valuesOf(name)])) as FacetCounts["facets"];
  return { total: countOfOwn(numberOf("total")), facets };
}

type CountRow = { facet: string; value: string; n: number };

async function findCandidates(filters: MessageFilters, now: Date, most: MostLookedAt): Promise<Candidates> {
  const range = timeRange(filters, now);
  const newest = async ({ country }: Pick<MessageFilters, "country">, most: number) => ({
    range: await newestRange({ ...NO_FILTERS, country }, range, most),
    most,
  });
  const everywhere = newest(NO_FILTERS, most.everywhere);
  const own = filters.country.length > 0 ? newest(filters, most.ofCountries) : everywhere;
  const [ofOwn, ofAll] = await Promise.all([own, everywhere]);
  return { own: ofOwn, everywhere: ofAll };
}

/** Of `seen` messages, one more than `most` says that there are more. */
function counter(seen: number, most: number): (n: number) => Count {
  return (n) => ({ n: Math.min(n, most), isMore: seen > most });
}

function inOrder(counts: readonly FacetCount[], chosen: readonly string[]): FacetCount[] {
  const isChosen = ({ value }: FacetCount) => Number(chosen.includes(value));
  return [...counts].sort((a, b) => isChosen(b) - isChosen(a) || b.n - a.n);
}
