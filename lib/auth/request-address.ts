import ipaddr from "ipaddr.js";

/**
 * Whom to throttle: the nearest address of a forwarded chain, an IPv6 one by its /64 (one household owns it whole).
 * The server in front of Next leaves only addresses that it trusts in this header.
 */
export function requestAddress(forwardedFor: string | null | undefined): string | null {
  const nearest = forwardedFor?.split(",").at(-1)?.trim();
  if (!nearest || !ipaddr.isValid(nearest)) return null;
  const address = ipaddr.process(nearest);
  if (address instanceof ipaddr.IPv6) return `${address.parts.slice(0, 4).join(":")}::/64`;
  return address.toString();
}
