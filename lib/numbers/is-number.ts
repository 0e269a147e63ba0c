import { readPhone } from "@/lib/delivery/recipient/read-phone";
import { parseRecipient } from "@/lib/delivery/recipient/recipient";
import { AppError } from "@/lib/errors";
import { hashRecipientAllKeys } from "@/lib/privacy/hash-recipient";
import type { StoredNumber } from "./find-number";

/**
 * Whether what was typed, in any format, is the stored number; null when it cannot be read as a recipient at all.
 * Compares keyed hashes: nothing is opened. A national form counts in the stored number's own country.
 */
export function isNumber(typed: string, number: StoredNumber): boolean | null {
  const readings = readingsOf(typed, number);
  if (readings.length === 0) return null;
  return readings.some((reading) => {
    const known = hashRecipientAllKeys(reading).find(({ keyId }) => keyId === number.hashKey);
    if (!known) throw new AppError("misconfigured", "A number was hashed with a key that PHONE_HASH_KEYS lacks.");
    return known.hash.equals(number.hash);
  });
}

function readingsOf(typed: string, { country, channel }: StoredNumber): string[] {
  const phones = readPhone(typed, country ? [country] : []);
  if (phones.length > 0) return phones.map(({ normalised }) => normalised);
  const parsed = parseRecipient(typed, { channel });
  return parsed.ok ? [parsed.normalised] : [];
}
