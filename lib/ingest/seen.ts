import { isOwn, ownHeaders } from "./own-request";
import { senderAddress, tlsProblem } from "./public-address";
import type { RawCallback } from "./raw-callback";
import type { TlsProblem } from "./tls-problem";

/** Asked as callbacks come: through the same proxies, to the same door. */
export const SEEN_PATH = "/api/webhooks/-/seen";
const QUESTION = "how was this seen?";

/** How a request reached the door: what of it our settings must fit. */
export type Seen = { tlsProblem: TlsProblem | null; sender: string; target: string };

/** Headers that prove the question to come from who holds our keys: it tells of the inside of an installation. */
export function seenQuestion(at: Date): Record<string, string> {
  return ownHeaders(QUESTION, at);
}

/** The answer; null for any other request, and for a question that nothing proves. */
export function tellSeen(raw: RawCallback): Seen | null {
  if (raw.target.split("?")[0] !== SEEN_PATH || !isOwn(raw, QUESTION)) return null;
  return { tlsProblem: tlsProblem(raw), sender: senderAddress(raw), target: raw.target };
}
