/** Filters of which some hold several values, any of which is met. */
type Faceted<Name extends string> = Readonly<Record<Name, readonly string[]>>;

/** The filters with a value of a facet ticked, or with the tick taken away. */
export function toggleValue<Name extends string, Filters extends Faceted<Name>>(
  filters: Filters,
  facet: Name,
  value: string,
): Filters {
  const chosen: readonly string[] = filters[facet];
  const others = chosen.filter((one) => one !== value);
  return { ...filters, [facet]: others.length < chosen.length ? others : [...chosen, value] };
}

/** Those of the facets that narrow. */
export function narrowing<Name extends string>(filters: Faceted<Name>, facets: readonly Name[]): Name[] {
  return facets.filter((facet) => filters[facet].length > 0);
}
