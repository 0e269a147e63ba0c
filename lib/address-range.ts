import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;
/** Addresses that begin with the same bits as the first one. */
export type AddressRange = [Address, number];

/** `10.0.0.0/8` or one address; null where it is neither. */
export function readRange(text: string): AddressRange | null {
  const [, address = "", bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  // The library also reads 10 as 0.0.0.10, and 0x7f.1 as 127.0.0.1.
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !ipaddr.IPv6.isValid(address)) return null;
  const parsed = ipaddr.parse(address);
  const length = parsed.kind() === "ipv4" ? 32 : 128;
  const prefix = bits === undefined ? length : Number(bits);
  if (prefix > length) return null;
  // Peers that come over IPv4 are compared as such.
  if (parsed instanceof ipaddr.IPv6 && parsed.isIPv4MappedAddress() && prefix >= 96) {
    return [parsed.toIPv4Address(), prefix - 96];
  }
  return [parsed, prefix];
}

/** Several of them, with commas, blanks or new lines between; or the first that is none. */
export function readRanges(text: string): { ok: true; ranges: AddressRange[] } | { ok: false; wrong: string } {
  const ranges: AddressRange[] = [];
  for (const entry of text.split(/[\s,]+/).filter(Boolean)) {
    const range = readRange(entry);
    if (!range) return { ok: false, wrong: entry };
    ranges.push(range);
  }
  return { ok: true, ranges };
}

export function inRanges(address: Address, ranges: readonly AddressRange[]): boolean {
  return ranges.some(
    ([range, bits]) => address.kind() === range.kind() && address.match([range, bits] as [Address, number]),
  );
}
