import { v7 } from "uuid";
import { randomBytes } from "./random-bytes";

/** A UUIDv7 whose time is `at`: ids order by when we first saw a thing, also in back-dated demo data. */
export function newId(at: Date): string {
  return v7({ msecs: at.getTime(), random: randomBytes(16) });
}

/** The last time that a UUIDv7 can tell: it has 48 bits for it. */
export const MAX_ID_MS = 2 ** 48 - 1;

/** The smallest UUIDv7 of a time: the lower bound of a partition or of an id range. */
export function firstIdAt(at: Date): string {
  const hex = at.getTime().toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
