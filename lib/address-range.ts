import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;
export type AddressRange = [Address, number];

/** `10.0.0.0/8` or one address; null where it is neither. */
export function readRange(text: string): AddressRange | null {
  try {
    if (text.includes("/")) return ipaddr.parseCIDR(text);
    const address = ipaddr.process(text);
    return [address, address.kind() === "ipv4" ? 32 : 128];
  } catch {
    return null;
  }
}

export function inRanges(address: Address, ranges: readonly AddressRange[]): boolean {
  return ranges.some(
    ([range, bits]) => address.kind() === range.kind() && address.match([range, bits] as [Address, number]),
  );
}
