import { createParser, createSerializer, type inferParserType, parseAsStringLiteral } from "nuqs/server";
import { validate } from "uuid";
import { writtenTime, zone } from "@/lib/address/address-parsers";
import { addressReader, type Given } from "@/lib/address/read-address";
import { AUDIT_ACTIONS } from "@/lib/audit/audit-action";
import { type OpenRange, writtenRange } from "@/lib/time/written-range";

/** One thing that was done, or a group of them: what shows somebody's data, or all the rest. */
export const ACTION_FILTERS = [...AUDIT_ACTIONS, "looking", "changing"] as const;
export type ActionFilter = (typeof ACTION_FILTERS)[number];

/** A point in the log, and the side of it that is wanted. */
export type AuditCursor = { side: "older" | "newer"; number: number };

/** In the place of an account's id: what no person did. */
export const SYSTEM = "system";

const cursor = createParser<AuditCursor>({
  parse(text) {
    const [, side, number] = /^(older|newer)-(\d{1,15})$/.exec(text) ?? [];
    return side ? { side: side as AuditCursor["side"], number: Number(number) } : null;
  },
  serialize: ({ side, number }) => `${side}-${number}`,
  eq: (a, b) => a.side === b.side && a.number === b.number,
});

const id = createParser<string>({
  parse: (text) => (validate(text.trim()) ? text.trim().toLowerCase() : null),
  serialize: (value) => value,
});
const actorId = createParser<string>({
  parse: (text) => (text === SYSTEM ? text : id.parse(text)),
  serialize: (value) => value,
});

/** The address of the log's page. Only our own ids fit into it: an e-mail address or a number is not taken. */
export const AUDIT_FILTERS = {
  actor: actorId,
  action: parseAsStringLiteral(ACTION_FILTERS),
  subject: id,
  from: writtenTime,
  to: writtenTime,
  tz: zone,
  page: cursor,
} as const;
export type AuditFilters = inferParserType<typeof AUDIT_FILTERS>;

/** The filters, and what in the address is none. */
export const readAuditAddress = addressReader(AUDIT_FILTERS);

export function loadAuditFilters(given: Given): AuditFilters {
  return readAuditAddress(given).filters;
}

export const withAuditFilters = createSerializer(AUDIT_FILTERS);
export const NO_AUDIT_FILTERS: AuditFilters = loadAuditFilters({});

/** An end that is not given is open. */
export function auditRange({ from, to, tz }: AuditFilters): OpenRange {
  return writtenRange({ from, to }, tz ?? "UTC");
}
