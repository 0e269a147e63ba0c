import { isAllDigits } from "@/lib/delivery/recipient/carries-number";
import { readIdSettings } from "./id-settings";

const BARE =
  "is digits alone and may be a phone number; send `to` with it, or let an admin say that your ids are numeric";

/**
 * What is wrong with the ids that are digits alone, where no recipient is known to compare them with: nobody can say
 * whether one is a number. Nothing is, once an admin has said that the app's ids are numeric.
 */
export async function findBareIds(ids: Record<string, string | undefined>): Promise<Record<string, string>> {
  const bare = Object.entries(ids).filter(([, id]) => id !== undefined && isAllDigits(id));
  if (bare.length === 0 || (await readIdSettings()).numeric) return {};
  return Object.fromEntries(bare.map(([field]) => [field, BARE]));
}
