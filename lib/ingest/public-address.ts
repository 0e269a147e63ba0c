import ipaddr from "ipaddr.js";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { publicUrl } from "@/lib/public-url";
import { processWide } from "@/lib/runtime";
import type { RawCallback } from "./raw-callback";

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** The URL that the provider signed: rebuilt from our public address, never from `Host`. */
export function signedUrl(target: string): string {
  return publicUrl() + target;
}

export function tlsRequired(): boolean {
  return publicUrl().startsWith("https:");
}

/** A trusted proxy says so; nobody else's word counts, and this process itself never ends TLS. */
export function cameOverTls(raw: Pick<RawCallback, "address" | "headers">): boolean {
  return isTrustedProxy(raw.address) && lastOf(raw.headers["x-forwarded-proto"]) === "https";
}

/** The address that the callback came from, through the proxies that are trusted. */
export function senderAddress(raw: Pick<RawCallback, "address" | "headers">): string {
  const hops = [...(raw.headers["x-forwarded-for"]?.split(",") ?? []), raw.address ?? ""].map((hop) => hop.trim());
  let hop = hops.pop();
  while (hops.length > 0 && isTrustedProxy(hop ?? null)) hop = hops.pop();
  return hop && ipaddr.isValid(hop) ? ipaddr.process(hop).toString() : "unknown";
}

function lastOf(header: string | undefined): string | undefined {
  return header?.split(",").at(-1)?.trim();
}

/** A door that does not know its peer sits behind the host's own proxy: trusted when any proxy is. */
function isTrustedProxy(address: string | null): boolean {
  const ranges = trustedProxies();
  if (address === null) return ranges.length > 0;
  if (!ipaddr.isValid(address)) return false;
  const peer = ipaddr.process(address);
  return ranges.some(
    ([range, bits]) => peer.kind() === range.kind() && peer.match([range, bits] as [typeof peer, number]),
  );
}

function trustedProxies(): Range[] {
  return processWide("trusted-proxies", () =>
    (env().TRUSTED_PROXIES ?? "")
      .split(",")
      .map((entry) => entry.trim())
      .filter(Boolean)
      .map(readRange),
  );
}

function readRange(text: string): Range {
  try {
    if (text.includes("/")) return ipaddr.parseCIDR(text);
    const address = ipaddr.process(text);
    return [address, address.kind() === "ipv4" ? 32 : 128];
  } catch (cause) {
    throw new AppError("misconfigured", "TRUSTED_PROXIES: each entry must be an address or a CIDR range.", { cause });
  }
}
