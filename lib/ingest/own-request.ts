import { createHmac } from "node:crypto";
import { requireKeys } from "@/lib/env";
import { isSameSecret } from "@/lib/privacy/is-same-secret";
import type { RawCallback } from "./raw-callback";

const HEADER = "x-otp-desk-asks";
const COUNTS_FOR_SECONDS = 60;

/** A header that proves a request to come from who holds our keys, and what it is about. */
export function ownHeaders(about: string, at: Date): Record<string, string> {
  const seconds = String(Math.floor(at.getTime() / 1_000));
  const [active] = requireKeys("ENCRYPTION_KEYS");
  if (!active) throw new Error("a ring without keys");
  return { [HEADER]: `${seconds}.${proof(about, seconds, active.key)}` };
}

export function isOwn({ headers, receivedAt }: Pick<RawCallback, "headers" | "receivedAt">, about: string): boolean {
  const [, seconds = "", given = ""] = /^(\d{1,12})\.([0-9a-f]{64})$/.exec(headers[HEADER] ?? "") ?? [];
  if (Math.abs(receivedAt.getTime() / 1_000 - Number(seconds)) > COUNTS_FOR_SECONDS) return false;
  const wanted = requireKeys("ENCRYPTION_KEYS").map(({ key }) => proof(about, seconds, key));
  return given !== "" && wanted.some((one) => isSameSecret(one, given));
}

function proof(about: string, seconds: string, key: Buffer): string {
  return createHmac("sha256", key).update(`${about} ${seconds}`).digest("hex");
}
