import ipaddr from "ipaddr.js";
import { type AddressRange, inRanges } from "@/lib/address-range";

/**
 * Whether something that leaves us may go to an address: public unicast, or in a range that the operator names.
 * All else (loopback, private, link-local, carrier-grade NAT, what wraps an IPv4 address, reserved) is refused.
 */
export function isReachable(address: string, allowed: readonly AddressRange[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const ip = ipaddr.process(address);
  return isPublic(ip) || inRanges(ip, allowed);
}

/** All that is given out of IPv6; what stands below it holds IPv4 addresses in other spellings. */
const GLOBAL_UNICAST: AddressRange = [ipaddr.parse("2000::"), 3];

function isPublic(ip: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return ip.range() === "unicast" && (ip.kind() === "ipv4" || inRanges(ip, [GLOBAL_UNICAST]));
}
