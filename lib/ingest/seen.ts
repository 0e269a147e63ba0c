import { createHmac } from "node:crypto";
import { requireKeys } from "@/lib/env";
import { isSameSecret } from "@/lib/privacy/is-same-secret";
import { senderAddress, tlsProblem } from "./public-address";
import type { RawCallback } from "./raw-callback";
import type { TlsProblem } from "./tls-problem";

/** Asked as callbacks come: through the same proxies, to the same door. */
export const SEEN_PATH = "/api/webhooks/-/seen";
const HEADER = "x-otp-desk-asks";
const ANSWERED_WITHIN_SECONDS = 60;

/** How a request reached the door: what of it our settings must fit. */
export type Seen = { tlsProblem: TlsProblem | null; sender: string; target: string };

/** Headers that prove the question to come from who holds our keys: it tells of the inside of an installation. */
export function seenQuestion(at: Date): Record<string, string> {
  const seconds = String(Math.floor(at.getTime() / 1_000));
  const [active] = requireKeys("ENCRYPTION_KEYS");
  return { [HEADER]: `${seconds}.${proof(seconds, active?.key)}` };
}

/** The answer; null for any other request, and for a question that nothing proves. */
export function tellSeen(raw: RawCallback): Seen | null {
  if (raw.target.split("?")[0] !== SEEN_PATH || !isProven(raw)) return null;
  return { tlsProblem: tlsProblem(raw), sender: senderAddress(raw), target: raw.target };
}

function isProven({ headers, receivedAt }: RawCallback): boolean {
  const [, seconds = "", given = ""] = /^(\d{1,12})\.([0-9a-f]{64})$/.exec(headers[HEADER] ?? "") ?? [];
  if (Math.abs(receivedAt.getTime() / 1_000 - Number(seconds)) > ANSWERED_WITHIN_SECONDS) return false;
  const wanted = requireKeys("ENCRYPTION_KEYS").map(({ key }) => proof(seconds, key));
  return given !== "" && wanted.some((one) => isSameSecret(one, given));
}

function proof(seconds: string, key: Buffer = Buffer.alloc(0)): string {
  return createHmac("sha256", key).update(`how was this seen? ${seconds}`).digest("hex");
}
