import type { Channel } from "../fold/status";
import { maskRecipient } from "./mask-recipient";
import { type PhoneReading, readPhone } from "./read-phone";
import { numberText, recipientText } from "./recipient-text";

export const RECIPIENT_PROBLEMS = [
  "empty",
  "not_a_recipient",
  "not_an_email_address",
  "too_short",
  "too_long",
  "not_possible",
  "country_missing",
] as const;
export type RecipientProblem = (typeof RECIPIENT_PROBLEMS)[number];

export type RecipientKind = "phone" | "email" | "handle";

export type ParsedRecipient =
  | {
      ok: true;
      kind: RecipientKind;
      /** E.164 in the spelling given, or the lower-case address or handle: what is sealed. */
      normalised: string;
      /** ISO 3166-1 alpha-2; null for addresses, handles and numbers of no country. */
      country: string | null;
      mask: string;
    }
  | { ok: false; reason: RecipientProblem };

/**
 * Reads one recipient in whatever form an app or a provider writes it: `+`, `00`, bare international digits,
 * national (only with `defaultCountries`), `tel:`, `whatsapp:+…`, email addresses, `@handles`; in any script's
 * digits, with any blanks and dashes, and in forms of before. Nothing but the recipient: with words around it, it is
 * refused. Numbers that could exist are enough: test ranges are unassigned on purpose.
 */
export function parseRecipient(
  raw: string,
  options: { channel?: Channel; defaultCountries?: readonly string[] } = {},
): ParsedRecipient {
  const text = recipientText(raw);
  if (text === "") return { ok: false, reason: "empty" };
  if (options.channel === "email" || /^[^@\s]+@/.test(text)) return parseEmail(text);
  const handle = parseHandle(text, options.channel);
  if (handle) return recipient("handle", handle);
  const reading = readPhone(text, options.defaultCountries ?? []);
  if (reading.length > 0) return fromReading(reading[0] as PhoneReading);
  return { ok: false, reason: phoneProblem(text) };
}

function parseEmail(text: string): ParsedRecipient {
  const address = text.toLowerCase();
  const usual = /^[^\s@"<>(),;:\\]{1,64}@[^\s@"<>(),;:\\]+\.[\p{L}\p{N}-]{2,}$/u;
  if (address.length > 254 || !usual.test(address)) return { ok: false, reason: "not_an_email_address" };
  return recipient("email", address);
}

/** Handles exist where people are reached by name; a bare word counts only on such a channel. */
function parseHandle(text: string, channel: Channel | undefined): string | null {
  const handle = text.toLowerCase();
  if (/^@[\p{L}\p{N}_.-]{2,64}$/u.test(handle)) return handle;
  const named = channel === "telegram" || channel === "whatsapp" || channel === "other";
  return named && /^(?=.*\p{L})[\p{L}\p{N}_.-]{3,64}$/u.test(handle) ? `@${handle}` : null;
}

function recipient(kind: RecipientKind, normalised: string): ParsedRecipient {
  return { ok: true, kind, normalised, country: null, mask: maskRecipient(normalised) };
}

function fromReading({ normalised, country, mask }: PhoneReading): ParsedRecipient {
  return { ok: true, kind: "phone", normalised, country, mask };
}

function phoneProblem(text: string): RecipientProblem {
  if (numberText(text) === null) return "not_a_recipient";
  const digits = text.replace(/\P{Nd}/gu, "").length;
  if (digits < 7) return "too_short";
  if (digits > 15 + (/^00/.test(text) ? 2 : 0)) return "too_long";
  const international = /^(\+|00)/.test(text);
  return international ? "not_possible" : "country_missing";
}
