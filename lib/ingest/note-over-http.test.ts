import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { log } from "@/lib/log";
import { forgetProcessWide } from "@/lib/runtime";
import { noteOverHttp } from "./note-over-http";
import { sayTlsProblem } from "./tls-problem";

beforeEach(() => forgetProcessWide("over-http"));
afterEach(() => forgetProcessWide("callback-tallies"));

it("is said in the log once a minute, with how many there were", () => {
  const warn = vi.spyOn(log(), "warn").mockImplementation(() => undefined);
  const begin = Date.parse("2026-11-27T10:00:00Z");
  for (let second = 0; second < 150; second += 1) {
    noteOverHttp({
      ...{ connectionId: "a-connection", reason: "proxy_not_trusted" as const, address: "10.0.0.5" },
      ...{ headerNames: [], bodyBytes: 2, receivedAt: new Date(begin + second * 1_000) },
    });
  }
  expect(warn.mock.calls.map(([facts]) => facts)).toEqual(
    [1, 60, 60].map((callbacks) => ({ connection: "a-connection", callbacks })),
  );
  expect(warn.mock.calls[0]?.[1]).toContain("came over http; the proxy 10.0.0.5 is not in TRUSTED_PROXIES");
});

it("names no address where a door knows none", () => {
  expect(sayTlsProblem("proxy_not_trusted", "unknown")).not.toContain("unknown");
});
