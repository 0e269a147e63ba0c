import { describe, expect, it } from "vitest";
import { type AskedFor, judgeRequest, MAX_FORM_BYTES } from "./judge-request";
import { isOwnHost, isOwnOrigin, type OwnNames } from "./own-names";

const LOCAL: OwnNames = {
  hosts: new Set(["this-machine"]),
  origins: new Set(["http://127.0.0.1:3000"]),
  isProxied: false,
};
const PUBLIC: OwnNames = {
  hosts: new Set(["desk.example.com", "other.example.net"]),
  origins: new Set(["https://desk.example.com"]),
  isProxied: true,
};

describe("a host is ours", () => {
  it.each([
    ...["localhost", "localhost:3000", "LOCALHOST:3000", "desk.localhost:3000", "localhost.:3000"],
    ...["127.0.0.1:3000", "127.8.9.1", "[::1]:3000", "192.168.1.20:3000", "[fd00::12]:3000", "203.0.113.9"],
    ...["this-machine:3000"],
  ])("as %s, which no stranger's name can be made to stand for", (host) => {
    expect(isOwnHost(host, LOCAL)).toBe(true);
  });

  it.each([
    ...["evil.example", "evil.example:3000", "127.0.0.1.evil.example", "localhost.evil.example", "nip.io", "evil"],
    ...["", "a b", "evil.example@127.0.0.1", "127.0.0.1/evil", "127.0.0.1#", "[::1", "desk.example.com"],
  ])("never as %s", (host) => {
    expect(isOwnHost(host, LOCAL)).toBe(false);
  });

  it("as PUBLIC_URL, as what is allowed, and behind a proxy as what that one calls us", () => {
    for (const host of [
      "desk.example.com",
      "DESK.example.com:8443",
      "other.example.net",
      "app:3000",
      "desk_upstream",
    ]) {
      expect(isOwnHost(host, PUBLIC), host).toBe(true);
    }
    expect(isOwnHost("app.evil.example:3000", PUBLIC)).toBe(false);
  });
});

describe("an origin is ours", () => {
  it("when it is the host that was asked for, TLS or not, or the public address", () => {
    expect(isOwnOrigin("http://127.0.0.1:3000", "127.0.0.1:3000", LOCAL)).toBe(true);
    expect(isOwnOrigin("https://desk.example.com", "desk.example.com", LOCAL)).toBe(true);
    expect(isOwnOrigin("https://desk.example.com", "desk.example.com:443", LOCAL)).toBe(true);
    expect(isOwnOrigin("https://desk.example.com", "app:3000", PUBLIC)).toBe(true);
  });

  it("and not when it is another port, another name, or nobody's", () => {
    for (const origin of ["http://127.0.0.1:4000", "http://localhost:3000", "https://evil.example", "null", "", "x"]) {
      expect(isOwnOrigin(origin, "127.0.0.1:3000", LOCAL), origin).toBe(false);
    }
    expect(isOwnOrigin("https://desk.example.com:8443", "app:3000", PUBLIC)).toBe(false);
  });
});

describe("a request", () => {
  it.each(["/", "/sign-in", "/api/auth/csrf", "/messages/export?range=24h", "/api/healthy", "/api/v10/x"])(
    "for %s by a foreign name is misdirected, whatever its method",
    (target) => {
      for (const method of ["GET", "HEAD", "POST"]) {
        expect(judge({ method, target, host: "evil.example:3000", origin: "http://evil.example:3000" })).toBe(421);
      }
    },
  );

  it.each(["/api/webhooks/any/key?x=1", "/api/v1/messages", "/api/health", "/api/health?from=x", "/api/openapi.json"])(
    "for %s may come by any name, from any page",
    (target) => {
      for (const method of ["GET", "POST"]) {
        expect(judge({ method, target, host: "evil.example", origin: "https://evil.example" })).toBeNull();
      }
    },
  );

  it("that changes something needs an own origin, or the browser's word that it is the same", () => {
    const post = { method: "POST", target: "/sign-in", host: "localhost:3000" };
    expect(judge({ ...post, origin: "http://localhost:3000" })).toBeNull();
    expect(judge({ ...post, "sec-fetch-site": "same-origin" })).toBeNull();
    expect(judge({ ...post, "sec-fetch-site": "same-origin", origin: "null" })).toBeNull();
    expect(judge(post)).toBe(403);
    expect(judge({ ...post, origin: "https://evil.example" })).toBe(403);
    for (const site of ["cross-site", "same-site", "none"]) {
      expect(judge({ ...post, "sec-fetch-site": site, origin: "http://localhost:3000" }), site).toBe(403);
    }
    for (const method of ["PUT", "PATCH", "DELETE"]) expect(judge({ ...post, method })).toBe(403);
  });

  it("is refused unread when it is too long, or does not say how long or how it is put together", () => {
    const post = { method: "POST", target: "/", host: "localhost", origin: "http://localhost" };
    expect(judge({ ...post, "content-length": String(MAX_FORM_BYTES) })).toBeNull();
    expect(judge({ ...post, "content-length": String(MAX_FORM_BYTES + 1) })).toBe(413);
    expect(judge({ ...post, "transfer-encoding": "chunked" })).toBe(411);
    expect(judge({ ...post, "transfer-encoding": "chunked", "x-action-forwarded": "1" })).toBeNull();
    expect(judge({ ...post, "content-type": "multipart/form-data" })).toBe(400);
    expect(judge({ ...post, "content-type": "multipart/form-data; boundary=x" })).toBeNull();
  });

  it("for what is no address is refused, of machines too", () => {
    const get = { method: "GET", host: "localhost" };
    for (const target of ["/%ff", "/stories/%00", "/messages?q=%00", "/%", "/api/v1/messages/%ff", "/%c0%80"]) {
      expect(judge({ ...get, target }), target).toBe(400);
    }
    for (const target of ["/stories/%C3%BC", "/messages?q=100%", "/messages?q=%ff", "/a%2500"]) {
      expect(judge({ ...get, target }), target).toBeNull();
    }
    expect(judge({ ...get, method: "OPTIONS", target: "*" })).toBe(405);
  });
});

function judge({ method, target, ...headers }: Record<string, string>): number | null {
  const request: AskedFor = { method: method ?? "", target: target ?? "", header: (name) => headers[name] };
  return judgeRequest(request, LOCAL)?.status ?? null;
}
