import { hashBody } from "./hash-body";

/**
 * Keyed hash of what the app sent, 16 bytes: tells a repetition from a different body. JSON with sorted keys and
 * without absent fields: the order in which a client writes them means nothing.
 */
export function hashRequest(body: object): Buffer {
  return Buffer.from(hashBody(Buffer.from(canonical(body), "utf8")), "hex");
}

function canonical(value: object): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (part === null || typeof part !== "object" || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
