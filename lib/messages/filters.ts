import { createParser, parseAsStringLiteral } from "nuqs/server";
import { validate } from "uuid";
import { listOf, ownId, WRITTEN_RANGE } from "@/lib/address/address-parsers";
import { narrowing, toggleValue } from "@/lib/address/facets";
import { filterAddress } from "@/lib/address/filter-address";
import { type PagePlace, pagePlace } from "@/lib/address/page-place";
import { CHANNELS, DELIVERY_STATUSES, FAILURE_CATEGORIES } from "@/lib/delivery/fold/status";
import { isCountry } from "@/lib/delivery/recipient/is-country";

/** Our statuses, and two things that cut across them: a closed case without an answer, and receipts that disagree. */
export const STATUS_FILTERS = [...DELIVERY_STATUSES, "no_receipt", "conflicting"] as const;
export type StatusFilter = (typeof STATUS_FILTERS)[number];

export const OUTCOMES = ["verified", "not_verified", "open"] as const;
/** What became of the attempt that a message belongs to; `""` where it belongs to none. */
export type MessageOutcome = (typeof OUTCOMES)[number];

export const RANGES = ["1h", "24h", "7d", "30d", "90d"] as const;
export type RangeName = (typeof RANGES)[number];
export const DEFAULT_RANGE: RangeName = "24h";

/** A point in the list, and the side of it that is wanted. */
export type PageCursor = PagePlace<{ at: Date; id: string }>;

// A value that nobody told is the empty string in code, as in the rollups, and `~` in an address.
const toldOrNot = createParser<string>({
  parse: (text) => (text === "" || text.includes("\0") ? null : text.replace(/^~/, "")),
  serialize: (value) => (value === "" || value.startsWith("~") ? `~${value}` : value),
});

const country = createParser<string>({
  parse(text) {
    const code = text.toUpperCase();
    return text === "~" ? "" : isCountry(code) ? code : null;
  },
  serialize: toldOrNot.serialize,
});

/** No message is from later; PostgreSQL and our ids could not say when it would be. */
const LATEST_MS = Date.UTC(3000, 0);

const page = pagePlace<{ at: Date; id: string }>(
  (text) => {
    const [, ms, id = ""] = /^(\d{1,15})-(.+)$/.exec(text) ?? [];
    return validate(id) && Number(ms) <= LATEST_MS ? { at: new Date(Number(ms)), id: id.toLowerCase() } : null;
  },
  ({ at, id }) => `${at.getTime()}-${id}`,
);

const texts = listOf(toldOrNot);
const oneOf = <const T extends string>(values: readonly T[]) => listOf<T>(parseAsStringLiteral(values));

/** What the list can be narrowed by, each with its counts. A message meets a facet when it has one of its values. */
export const FACETS = {
  country: listOf(country),
  status: oneOf(STATUS_FILTERS),
  template: texts,
  outcome: oneOf(OUTCOMES),
  category: oneOf(FAILURE_CATEGORIES),
  sender: texts,
  connection: listOf(ownId),
  channel: oneOf(CHANNELS),
  useCase: texts,
  registered: oneOf(["yes", "no"]),
  /** Of what was delivered: whether it is known how long that took. */
  timed: oneOf(["yes", "no"]),
} as const;
export type FacetName = keyof typeof FACETS;
export const FACET_NAMES = Object.keys(FACETS) as readonly FacetName[];

/**
 * The address of the list, the one definition for pages, exports and links to them. Where `from` and `to` say nothing,
 * `range` counts back from now; it is always named: a link keeps its meaning, and says that it is of a list.
 * There is no field for a number or a person: those never enter an address.
 */
const address = filterAddress({
  ...FACETS,
  range: parseAsStringLiteral(RANGES).withDefault(DEFAULT_RANGE).withOptions({ clearOnDefault: false }),
  ...WRITTEN_RANGE,
  page,
});
export const {
  read: readMessageAddress,
  filtersOf: loadMessageFilters,
  link: withMessageFilters,
  none: NO_FILTERS,
} = address;
export type MessageFilters = typeof NO_FILTERS;

/** The filters with other values for one facet, on the first page. */
export function changeFacet(filters: MessageFilters, facet: FacetName, values: readonly string[]): MessageFilters {
  return { ...filters, [facet]: values, page: null };
}

/** Ticks a value of a facet, or takes the tick away; on the first page. */
export function toggleFacet(filters: MessageFilters, facet: FacetName, value: string): MessageFilters {
  return { ...toggleValue(filters, facet, value), page: null };
}

export function activeFacets(filters: MessageFilters): FacetName[] {
  return narrowing(filters, FACET_NAMES);
}
