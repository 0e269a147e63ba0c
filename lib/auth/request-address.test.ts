import { describe, expect, it } from "vitest";
import { requestAddress } from "./request-address";

describe("requestAddress", () => {
  it.each([
    [null, null],
    ["", null],
    ["not an address", null],
    ["192.0.2.7", "192.0.2.7"],
    ["198.51.100.1, 192.0.2.7", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
  ])("%s → %s", (header, address) => {
    expect(requestAddress(header)).toBe(address);
  });

  it("takes neighbours in one IPv6 network for one", () => {
    expect(requestAddress("2001:db8:1:2::1")).toBe(requestAddress("2001:db8:1:2:ffff::9"));
    expect(requestAddress("2001:db8:1:2::1")).not.toBe(requestAddress("2001:db8:1:3::1"));
  });
});
