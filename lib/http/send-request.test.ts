import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { provideEnv } from "@/lib/env";
import { HOSTILE_ADDRESSES, HOSTILE_HOSTS } from "./fixtures/hostile-addresses";
import { isReachable } from "./reachable-address";
import { guardedLookup, sendRequest } from "./send-request";

const names = vi.hoisted(() => new Map<string, string[]>());
vi.mock("node:dns", async (original) => {
  const dns = await original<typeof import("node:dns")>();
  type Done = (error: Error | null, addresses: { address: string; family: number }[]) => void;
  const lookup = (name: string, options: object, done: Done) => {
    const known = names.get(name);
    if (!known) return dns.lookup(name, { ...options, all: true }, done);
    done(
      null,
      known.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  };
  return { ...dns, lookup };
});

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  names.clear();
  provideEnv({ OUTGOING_PRIVATE_RANGES: "", PUBLIC_URL: "" });
});

async function listen(answer: RequestListener): Promise<number> {
  const listening = createServer(answer).listen(0, "127.0.0.1");
  server = listening;
  await new Promise((resolve) => listening.once("listening", resolve));
  return (listening.address() as AddressInfo).port;
}

const get = (url: string, limits = {}) => sendRequest({ method: "GET", url }, limits);
const inBrackets = (address: string) => (address.includes(":") ? `[${address}]` : address);

describe("what leaves us", () => {
  it("is 200 hostile addresses and more to be tried", () => {
    expect(new Set([...HOSTILE_ADDRESSES, ...HOSTILE_HOSTS]).size).toBeGreaterThanOrEqual(200);
  });

  it.each(HOSTILE_ADDRESSES)("does not go to %s, in figures or behind a name", async (address) => {
    expect(isReachable(address, [])).toBe(false);
    expect(await get(`http://${inBrackets(address)}:9/`)).toEqual({ ok: false, problem: "forbidden_address" });
    names.set("hostile.example", [address]);
    expect(await get("http://hostile.example:9/")).toEqual({ ok: false, problem: "forbidden_address" });
  });

  it.each(HOSTILE_HOSTS)("does not go to %s, however it is written", async (host) => {
    const sent = await get(`http://${host}:9/`, { timeoutMs: 3_000 });
    expect(sent).toEqual({ ok: false, problem: expect.toBeOneOf(["forbidden_address", "bad_address", "unresolved"]) });
  });

  it("does not go where one address of several is private, whatever stands first", async () => {
    names.set("mixed.example", ["93.184.215.14", "10.0.0.1"]);
    expect(await get("http://mixed.example:9/")).toEqual({ ok: false, problem: "forbidden_address" });
  });

  it("connects to the address that was checked: a second look-up would be another answer", async () => {
    names.set("rebound.example", ["127.0.0.1"]);
    const port = await listen((_request, response) => response.end("inside"));
    expect(await get(`http://rebound.example:${port}/`)).toEqual({ ok: false, problem: "forbidden_address" });
    provideEnv({ OUTGOING_PRIVATE_RANGES: "127.0.0.1/32" });
    expect(await get(`http://rebound.example:${port}/`)).toMatchObject({ ok: true, answer: { status: 200 } });
  });

  it.each([
    "ftp://example.com/",
    "file:///etc/passwd",
    "http://user@example.com/",
    "https://a:b@example.com/",
    "nowhere",
    "",
  ])("is no request to %s", async (url) => expect(await get(url)).toEqual({ ok: false, problem: "bad_address" }));

  it("takes public addresses, in both families and through either form of the look-up", () => {
    for (const address of ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"]) {
      expect(isReachable(address, [])).toBe(true);
      names.set("public.example", [address]);
      guardedLookup("public.example", {}, (error, found) => expect([error, found]).toEqual([null, address]));
      guardedLookup("public.example", { all: true }, (error, found) => {
        expect([error, found]).toEqual([null, [{ address, family: address.includes(":") ? 6 : 4 }]]);
      });
    }
  });
});

describe("an answer", () => {
  const toUs = async (answer: RequestListener, limits = {}) => {
    provideEnv({ OUTGOING_PRIVATE_RANGES: "127.0.0.0/8" });
    return get(`http://127.0.0.1:${await listen(answer)}/`, limits);
  };

  it("is what the other side says, its redirect too", async () => {
    const sent = await toUs((_request, response) => response.writeHead(302, { location: "http://10.0.0.1/" }).end("x"));
    expect(sent).toMatchObject({ ok: true, answer: { status: 302, headers: { location: "http://10.0.0.1/" } } });
  });

  it("is cut off when it is too large, and when it is too slow in coming or in going on", async () => {
    const large = await toUs((_request, response) => response.end(Buffer.alloc(2_000_000)));
    expect(large).toEqual({ ok: false, problem: "too_large" });
    expect(await toUs(() => undefined, { timeoutMs: 200 })).toEqual({ ok: false, problem: "timeout" });
    const drip: RequestListener = (_request, response) => void response.writeHead(200).write("a");
    expect(await toUs(drip, { timeoutMs: 200 })).toEqual({ ok: false, problem: "timeout" });
  });

  it("says when to come again: in seconds, or by its own clock, an hour at most", async () => {
    const waitAfter = async (headers: Record<string, string>) => {
      const sent = await toUs((_request, response) => response.writeHead(503, headers).end());
      return sent.ok ? sent.answer.retryAfterSeconds : sent;
    };
    expect(await waitAfter({ "retry-after": "17" })).toBe(17);
    expect(await waitAfter({ "retry-after": "999999" })).toBe(3_600);
    const date = "Fri, 27 Nov 2026 10:00:00 GMT";
    expect(await waitAfter({ date, "retry-after": "Fri, 27 Nov 2026 10:00:30 GMT" })).toBe(30);
    expect(await waitAfter({ date, "retry-after": "Fri, 27 Nov 2026 09:00:00 GMT" })).toBe(0);
    expect(await waitAfter({ "retry-after": "soon" })).toBeNull();
    expect(await waitAfter({})).toBeNull();
  });

  it("is none where nothing listens", async () => {
    provideEnv({ OUTGOING_PRIVATE_RANGES: "127.0.0.0/8" });
    expect(await get("http://127.0.0.1:1/")).toEqual({ ok: false, problem: "unreachable" });
    expect(await get("http://nobody.invalid/")).toEqual({ ok: false, problem: "unresolved" });
  });

  it("comes from our own public address wherever that is", async () => {
    const port = await listen((_request, response) => response.end("ours"));
    provideEnv({ PUBLIC_URL: `http://127.0.0.1:${port}` });
    expect(await get(`http://127.0.0.1:${port}/api/health`)).toMatchObject({ ok: true, answer: { status: 200 } });
    expect(await get(`http://127.0.0.1:${port + 1}/`)).toEqual({ ok: false, problem: "forbidden_address" });
  });
});
