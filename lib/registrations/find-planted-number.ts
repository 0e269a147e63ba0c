import { mentionsRecipient } from "@/lib/delivery/recipient/mask-text";

const HOLDS_NUMBER = "holds the recipient's number; use an id that does not identify the person";

/**
 * The fields of `body` that hold the recipient's number, as path → what is wrong: ids, references and metadata
 * are shown, logged and exported. A key that holds it is named by its parent, so as not to repeat it.
 */
export function findPlantedNumber(body: object, recipient: string, path = ""): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [key, value] of Object.entries(body)) {
    const here = path ? `${path}.${key}` : key;
    if (mentionsRecipient(key, recipient)) fields[path || "(body)"] = HOLDS_NUMBER;
    else if (typeof value === "string" && mentionsRecipient(value, recipient)) fields[here] = HOLDS_NUMBER;
    else if (isPlainObject(value)) Object.assign(fields, findPlantedNumber(value, recipient, here));
  }
  return fields;
}

function isPlainObject(value: unknown): value is object {
  return value !== null && typeof value === "object" && !(value instanceof Date);
}
