import ipaddr from "ipaddr.js";
import { inRanges } from "@/lib/address-range";
import { env } from "@/lib/env";
import { publicUrl } from "@/lib/public-url";
import type { RawCallback } from "./raw-callback";
import type { TlsProblem } from "./tls-problem";

/** The URL that the provider signed: rebuilt from our public address, never from `Host`. */
export function signedUrl(target: string): string {
  return publicUrl() + target;
}

/**
 * Why a callback did not come over TLS; null where it did, or where our address is plain http. A trusted proxy says
 * so; nobody else's word counts, and this process itself never ends TLS.
 */
export function tlsProblem(raw: Pick<RawCallback, "address" | "headers">): TlsProblem | null {
  if (!publicUrl().startsWith("https:")) return null;
  if (!isTrustedProxy(raw.address)) return "proxy_not_trusted";
  return lastOf(raw.headers["x-forwarded-proto"]) === "https" ? null : "proxy_says_http";
}

/** The address that the callback came from, through the proxies that are trusted. */
export function senderAddress(raw: Pick<RawCallback, "address" | "headers">): string {
  const hops = raw.headers["x-forwarded-for"]?.split(",").map((hop) => hop.trim()) ?? [];
  let hop = raw.address;
  while (hops.length > 0 && isTrustedProxy(hop)) hop = hops.pop() ?? null;
  return hop && ipaddr.isValid(hop) ? ipaddr.process(hop).toString() : "unknown";
}

/** What a header says, where a proxy that is trusted handed the callback on; of anybody else it is nothing. */
export function passedByProxy(raw: Pick<RawCallback, "address" | "headers">, name: string): string | undefined {
  return isTrustedProxy(raw.address) ? raw.headers[name] : undefined;
}

function lastOf(header: string | undefined): string | undefined {
  return header?.split(",").at(-1)?.trim();
}

/** A door that does not know its peer sits behind the host's own proxy: trusted when any proxy is. */
function isTrustedProxy(address: string | null): boolean {
  const { TRUSTED_PROXIES: ranges = [] } = env();
  if (address === null) return ranges.length > 0;
  if (!ipaddr.isValid(address)) return false;
  return inRanges(ipaddr.process(address), ranges);
}
