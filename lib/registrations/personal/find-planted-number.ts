import { carriesNumber, holdsWrittenNumber } from "@/lib/delivery/recipient/carries-number";

const OWN = "holds the recipient's number; use an id that does not identify the person";
const WRITTEN = "holds a phone number; use an id that does not identify the person";

/** Where somebody else's number may rightly stand: a sender is one, and a provider's id is not the app's choice. */
const OF_PROVIDER: ReadonlySet<string> = new Set([
  ...["providerMessageId", "providerMessageIds", "providerVerificationId", "sender"],
]);

/**
 * The fields of `body` that hold a recipient's number however it is spelled, or anybody's that is written as one, as
 * path → what is wrong: ids, references and metadata are shown, logged and exported. A key that holds one is named by
 * its parent, so as not to repeat it.
 */
export function findPlantedNumber(
  body: object,
  recipients: readonly string[],
  path: readonly string[] = [],
): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [key, value] of Object.entries(body)) {
    const here = [...path, key];
    const inKey = problemOf(key, recipients, here);
    const inValue = typeof value === "string" ? problemOf(value, recipients, here) : null;
    if (inKey) fields[path.join(".") || "(body)"] = inKey;
    else if (inValue) fields[here.join(".")] = inValue;
    else if (isPlainObject(value)) Object.assign(fields, findPlantedNumber(value, recipients, here));
  }
  return fields;
}

function problemOf(text: string, recipients: readonly string[], [field = ""]: readonly string[]): string | null {
  if (carriesNumber(text, recipients)) return OWN;
  return !OF_PROVIDER.has(field) && holdsWrittenNumber(text) ? WRITTEN : null;
}

function isPlainObject(value: unknown): value is object {
  return value !== null && typeof value === "object" && !(value instanceof Date);
}
