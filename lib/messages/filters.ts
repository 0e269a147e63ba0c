import {
  createLoader,
  createParser,
  createSerializer,
  type inferParserType,
  parseAsArrayOf,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
import { validate } from "uuid";
import { CHANNELS, DELIVERY_STATUSES, FAILURE_CATEGORIES } from "@/lib/delivery/fold/status";
import { MAX_ID_MS } from "@/lib/ids";

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
export type PageCursor = { side: "older" | "newer"; at: Date; id: string };

// A value that nobody told is the empty string in code, as in the rollups, and `~` in an address.
const toldOrNot = createParser<string>({
  parse: (text) => (text.includes("\0") ? null : text.replace(/^~/, "")),
  serialize: (value) => (value === "" || value.startsWith("~") ? `~${value}` : value),
});

const pageCursor = createParser<PageCursor>({
  parse(text) {
    const [, side, ms, id = ""] = /^(older|newer)-(\d{1,15})-(.+)$/.exec(text) ?? [];
    if (!side || !validate(id) || Number(ms) > MAX_ID_MS) return null;
    return { side: side as PageCursor["side"], at: new Date(Number(ms)), id: id.toLowerCase() };
  },
  serialize: ({ side, at, id }) => `${side}-${at.getTime()}-${id}`,
  eq: (a, b) => a.side === b.side && a.at.getTime() === b.at.getTime() && a.id === b.id,
});

const connectionId = createParser<string>({ parse: (text) => (validate(text) ? text : null), serialize: (id) => id });

const texts = parseAsArrayOf(toldOrNot).withDefault([]);
const oneOf = <const T extends readonly string[]>(values: T) =>
  parseAsArrayOf(parseAsStringLiteral(values)).withDefault([]);

/** What the list can be narrowed by, each with its counts. A message meets a facet when it has one of its values. */
export const FACETS = {
  country: texts,
  status: oneOf(STATUS_FILTERS),
  template: texts,
  outcome: oneOf(OUTCOMES),
  category: oneOf(FAILURE_CATEGORIES),
  sender: texts,
  connection: parseAsArrayOf(connectionId).withDefault([]),
  channel: oneOf(CHANNELS),
  useCase: texts,
  registered: oneOf(["yes", "no"]),
} as const;
export type FacetName = keyof typeof FACETS;
export const FACET_NAMES = Object.keys(FACETS) as readonly FacetName[];

/**
 * The address of the list, the one definition for pages, exports and links to them. `from` and `to` are instants
 * (`2026-11-21T08:00Z`) or times of day in the zone `tz`; where they say nothing, `range` counts back from now.
 * It has no field for a number or a person: those never enter an address.
 */
export const MESSAGE_FILTERS = {
  ...FACETS,
  range: parseAsStringLiteral(RANGES).withDefault(DEFAULT_RANGE).withOptions({ clearOnDefault: false }),
  from: parseAsString,
  to: parseAsString,
  tz: parseAsString,
  page: pageCursor,
} as const;
export type MessageFilters = inferParserType<typeof MESSAGE_FILTERS>;

export const loadMessageFilters = createLoader(MESSAGE_FILTERS);

/** `/messages?country=BR&range=24h`. The range is always named: a link keeps its meaning, and says it is of a list. */
export const withMessageFilters = createSerializer(MESSAGE_FILTERS);

export const NO_FILTERS: MessageFilters = loadMessageFilters({});

/** The filters with other values for one facet, on the first page. */
export function changeFacet(filters: MessageFilters, facet: FacetName, values: readonly string[]): MessageFilters {
  return { ...filters, [facet]: values, page: null };
}

/** Ticks a value of a facet, or takes the tick away. */
export function toggleFacet(filters: MessageFilters, facet: FacetName, value: string): MessageFilters {
  const chosen: readonly string[] = filters[facet];
  const others = chosen.filter((one) => one !== value);
  return changeFacet(filters, facet, others.length < chosen.length ? others : [...chosen, value]);
}

export function activeFacets(filters: MessageFilters): FacetName[] {
  return FACET_NAMES.filter((facet) => filters[facet].length > 0);
}
