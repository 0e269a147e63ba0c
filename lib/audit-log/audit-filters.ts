import {
  createLoader,
  createParser,
  createSerializer,
  type inferParserType,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
import { validate } from "uuid";
import { AUDIT_ACTIONS } from "@/lib/audit/audit-action";
import { askedInstant } from "@/lib/time/asked-instant";

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
  action: parseAsStringLiteral(AUDIT_ACTIONS),
  subject: id,
  from: parseAsString,
  to: parseAsString,
  tz: parseAsString,
  page: cursor,
} as const;
export type AuditFilters = inferParserType<typeof AUDIT_FILTERS>;

export const loadAuditFilters = createLoader(AUDIT_FILTERS);
export const withAuditFilters = createSerializer(AUDIT_FILTERS);
export const NO_AUDIT_FILTERS: AuditFilters = loadAuditFilters({});

/** From `from` up to, not including, `to`; an end that is not given, or cannot be read, is open. */
export function auditRange({ from, to, tz }: AuditFilters): { from: Date | null; to: Date | null } {
  const zone = tz && isZone(tz) ? tz : "UTC";
  const [first, last] = [from && askedInstant(from, zone), to && askedInstant(to, zone)];
  return { from: first || null, to: last || null };
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
