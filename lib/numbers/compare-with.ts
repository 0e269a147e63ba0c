import { type PastedRecipient, readPaste } from "@/lib/delivery/recipient/read-paste";
import { type PhoneReading, withTwins } from "@/lib/delivery/recipient/read-phone";
import { parseRecipient } from "@/lib/delivery/recipient/recipient";
import { AppError } from "@/lib/errors";
import { hashRecipientAllKeys } from "@/lib/privacy/hash-recipient";
import type { StoredNumber } from "./find-number";

/** `twin`: the stored number is the other form of what was typed, which is nearly always the same subscriber's. */
export type Sameness = "same" | "twin" | "different";

/**
 * Whether what was typed, in any format, is the stored number; null when it cannot be read as one recipient. Compares
 * keyed hashes: nothing is opened. A national form counts in the stored number's own country.
 */
export function compareWith(typed: string, number: StoredNumber): Sameness | null {
  const readings = readingsOf(typed, number);
  if (readings.length === 0) return null;
  const found = readings.find(({ normalised }) => isStored(normalised, number));
  if (!found) return "different";
  return found.how === "twin" ? "twin" : "same";
}

function isStored(normalised: string, number: StoredNumber): boolean {
  const known = hashRecipientAllKeys(normalised).filter(({ keyId }) => keyId === number.hashKey);
  if (known.length === 0) {
    throw new AppError("misconfigured", "A number was hashed with a key that PHONE_HASH_KEYS lacks.");
  }
  return known.some(({ hash }) => hash.equals(number.hash));
}

type Reading = { normalised: string; how?: PhoneReading["how"] };

/** Of one recipient alone: two at once would be two tries. */
function readingsOf(typed: string, { country, channel }: StoredNumber): Reading[] {
  const { recipients } = readPaste(typed, country ? [country] : []);
  const [only] = recipients;
  if (only) return recipients.length === 1 ? readingsOfOne(only) : [];
  const parsed = parseRecipient(typed, { channel });
  return parsed.ok ? [parsed] : [];
}

function readingsOfOne(recipient: PastedRecipient): Reading[] {
  return recipient.kind === "phone" ? withTwins(recipient.readings) : [recipient];
}
