import { createParser, parseAsStringLiteral } from "nuqs/server";
import { ownId, WRITTEN_RANGE } from "@/lib/address/address-parsers";
import { filterAddress } from "@/lib/address/filter-address";
import { type PagePlace, pagePlace } from "@/lib/address/page-place";
import { AUDIT_ACTIONS } from "@/lib/audit/audit-action";
import { type OpenRange, writtenRange } from "@/lib/time/written-range";

/** One thing that was done, or a group of them: what shows somebody's data, or all the rest. */
export const ACTION_FILTERS = [...AUDIT_ACTIONS, "looking", "changing"] as const;
export type ActionFilter = (typeof ACTION_FILTERS)[number];

/** A point in the log, and the side of it that is wanted. */
export type AuditCursor = PagePlace<{ number: number }>;

/** In the place of an account's id: what no person did. */
export const SYSTEM = "system";

const page = pagePlace<{ number: number }>(
  (text) => (/^\d{1,15}$/.test(text) ? { number: Number(text) } : null),
  ({ number }) => String(number),
);

const actorId = createParser<string>({
  parse: (text) => (text === SYSTEM ? text : ownId.parse(text)),
  serialize: (value) => value,
});

/** The address of the log's page. Only our own ids fit into it: an e-mail address or a number is not taken. */
const address = filterAddress({
  actor: actorId,
  action: parseAsStringLiteral(ACTION_FILTERS),
  subject: ownId,
  ...WRITTEN_RANGE,
  page,
});
export const {
  read: readAuditAddress,
  filtersOf: loadAuditFilters,
  link: withAuditFilters,
  none: NO_AUDIT_FILTERS,
} = address;
export type AuditFilters = typeof NO_AUDIT_FILTERS;

/** An end that is not given is open. */
export function auditRange({ from, to, tz }: AuditFilters): OpenRange {
  return writtenRange({ from, to }, tz ?? "UTC");
}
