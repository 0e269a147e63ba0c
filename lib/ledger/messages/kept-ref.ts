import { mayHoldNumber } from "@/lib/delivery/recipient/carries-number";
import { hashSpellingAllKeys } from "@/lib/privacy/hash-recipient";

/** How an id is kept, and how rows from before may hold it: in clear, or hashed under a key that is not active any more. */
export type KeptRef = { ref: string; formerly?: readonly string[] };

/**
 * An id that may hold somebody's number is kept as a keyed hash, which finds its message as well. Its own shape decides,
 * never what is known of the recipient: the receipt that tells the number and the one that does not mean one message.
 */
export function keptRef(id: string): KeptRef {
  if (!mayHoldNumber(id)) return { ref: id };
  const [active = id, ...retired] = hashSpellingAllKeys(id).map(({ hash }) => `hash:${hash.toString("base64url")}`);
  return { ref: active, formerly: [...retired, id] };
}
