import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type App, startApp } from "@/e2e/support/app";
import { newKeys } from "@/e2e/support/test-database";
import { makeTestFolder, removeTestFolder } from "@/e2e/support/test-folder";
import { addApiKey } from "@/lib/auth/add-api-key";
import { addUser } from "@/lib/auth/add-user";
import { freePort } from "@/lib/database/free-port";
import { closeDb } from "@/lib/db";
import { provideEnv } from "@/lib/env";
import { type OwnPostgres, startOwnPostgres } from "./own-postgres";
import { exchange, head } from "./raw-http";

const PUBLIC = "https://desk.example.com";
const PERSON = { email: "admin@refusals.example", password: "correct horse battery staple" };

/** What strangers, foreign pages and a silent database get from `npm start`, byte by byte. */
describe.runIf(process.platform === "linux")("refused by the real server", { timeout: 120_000 }, () => {
  let postgres: OwnPostgres;
  let dataDir: string;
  let app: App;
  let cookie: string;

  beforeAll(async () => {
    [postgres, dataDir] = [await startOwnPostgres(), await makeTestFolder()];
    provideEnv({ DATABASE_URL: postgres.url });
    await addUser({ ...PERSON, name: "Admin", role: "admin" }, () => new Date());
    const env = { ...newKeys(), DATABASE_URL: postgres.url, PUBLIC_URL: PUBLIC, HOST: "127.0.0.1" };
    app = await startApp({ dataDir, port: await freePort(), env });
  }, 300_000);
  afterAll(async () => {
    await app?.stop();
    await closeDb();
    await postgres?.stop();
    await removeTestFolder(dataDir);
  });

  it("a page asked for by a foreign name, as a rebound one is; callbacks and health are not", async () => {
    for (const path of ["/", "/sign-in", "/messages", "/api/auth/csrf"]) {
      const answer = await ask("GET", path, { host: "evil.example:3000" });
      expect({ path, status: answer.status }).toEqual({ path, status: 421 });
      expect(answer.body).toContain("PUBLIC_URL");
    }
    expect((await ask("POST", "/sign-in", { host: "evil.example", origin: "http://evil.example" })).status).toBe(421);
    expect((await ask("GET", "/api/health", { host: "evil.example" })).status).toBe(200);
    expect((await ask("POST", "/api/webhooks/twilio/nobody", { host: "evil.example" })).status).toBe(404);
    expect((await ask("POST", "/api/v1/messages", { host: "evil.example" })).status).toBe(401);
    for (const host of ["localhost", "127.0.0.1", "[::1]", "192.168.7.7:3000", "desk.example.com", "app:3000"]) {
      expect((await ask("GET", "/sign-in", { host })).status, host).toBe(200);
    }
  });

  it("an action, a form and a sign-in that come from no page of ours", async () => {
    const form = "multipart/form-data; boundary=x";
    for (const path of ["/", "/sign-in", "/api/auth/signin/oidc", "/api/auth/signout"]) {
      const strangers: Record<string, string>[] = [
        {},
        { origin: "https://evil.example" },
        { origin: "null" },
        { origin: PUBLIC, "sec-fetch-site": "cross-site" },
        { origin: "https://evil.example", "x-forwarded-host": "evil.example" },
      ];
      for (const from of strangers) {
        const answer = await ask(
          "POST",
          path,
          { host: "desk.example.com", "content-type": form, ...from },
          "--x--\r\n",
        );
        expect({ path, from, status: answer.status }).toEqual({ path, from, status: 403 });
        expect(answer.body).toContain("nothing was done");
      }
    }
  });

  it("nobody who signs in from PUBLIC_URL through a proxy that rewrites Host", async () => {
    const answer = await signIn({ host: "app:3000", origin: PUBLIC });
    expect(answer.status).toBe(303);
    cookie = (answer.headers["set-cookie"] ?? []).map((one) => one.split(";")[0]).join("; ");
    expect(cookie).toContain("session-token");
    const page = await ask("GET", "/", { host: "app:3000", cookie });
    expect(page.status).toBe(200);
    expect(page.body).toContain("Look-up and account");
  });

  it("a form that is too long, an address that is no text, a method that is none", async () => {
    const own = { host: "desk.example.com", origin: PUBLIC, "content-type": "multipart/form-data; boundary=x" };
    const start = (headers: Record<string, string | number>) => head("POST /sign-in HTTP/1.1", { ...own, ...headers });
    expect((await exchange(app.url, start({ "content-length": 2_000_000 }))).status).toBe(413);
    expect((await exchange(app.url, start({ "transfer-encoding": "chunked" }), "1\r\nx\r\n")).status).toBe(411);
    const asked = async (line: string) => exchange(app.url, head(`${line} HTTP/1.1`, { host: "localhost" }));
    for (const target of [
      "/%00",
      "/%ff",
      "/stories/%00",
      "/invite/%ff",
      "/messages?country=%00",
      "/_next/static/%ff",
    ]) {
      const { answer } = await asked(`GET ${target}`);
      expect({ target, status: answer?.status }).toEqual({ target, status: 400 });
      expect(answer?.body).toContain("no text");
    }
    const api = (await asked("GET /api/v1/messages/%ff")).answer;
    expect([api?.status, api?.headers["content-type"]]).toEqual([400, "application/problem+json"]);
    expect((await asked("OPTIONS *")).answer).toMatchObject({ status: 405, headers: { allow: "GET, HEAD, POST" } });
    expect((await asked("GET /sign-in?to=%ff")).status).toBe(200);
  });

  it("says nosniff with every answer, once", async () => {
    const page = (await ask("GET", "/sign-in", {})).body;
    const [script] = /\/_next\/static\/[^"]+\.js/.exec(page) ?? [];
    const asked: [method: string, path: string, more?: Record<string, string>][] = [
      ...(["/", "/sign-in", "/nowhere", "/messages", "/messages/export", script ?? "", "/icon.svg"] as const).map(
        (path) => ["GET", path] as [string, string],
      ),
      ["GET", "/messages/export?range=24h", { cookie }],
      ["GET", "/robots.txt"],
      ["GET", "/_next/static/nothing.js"],
      ["GET", "/api/health"],
      ["HEAD", "/api/health"],
      ["GET", "/api/openapi.json"],
      ["GET", "/api/auth/session"],
      ["POST", "/api/v1/messages"],
      ["PUT", "/api/v1/messages"],
      ["POST", "/api/webhooks/twilio/nobody"],
      ["GET", "/%ff"],
      ["GET", "/", { host: "evil.example" }],
      ["POST", "/sign-in"],
    ];
    expect(script).toBeDefined();
    for (const [method, path, more] of asked) {
      const { headers } = await ask(method, path, { ...more });
      expect({ path, sniff: headers["x-content-type-options"] }).toEqual({ path, sniff: "nosniff" });
    }
  });

  it("links of the app that hide where they lead", async () => {
    const { key } = await addApiKey({ label: "links", scopes: ["messages:write"] }, () => new Date());
    const register = (url: string) => {
      const action = { type: "order", id: "42", url };
      const body = JSON.stringify({ connection: "nobody", to: "+12025550142", action });
      const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
      return ask("POST", "/api/v1/messages", headers, body);
    };
    for (const url of [
      "https://shop.example@evil.example/",
      "https://shop.example/\u202emoc",
      "https://a.example/%E2%80%AE",
    ]) {
      const { status, body } = await register(url);
      expect({ url, status, fields: JSON.parse(body).fields }).toEqual({
        url,
        status: 422,
        fields: { "action.url": expect.stringMatching(/^must (name no user|hold no direction marks)/) },
      });
    }
    expect((await register("https://shop.example/orders/42")).body).not.toContain("action.url");
  });

  it("leaves no trace of strangers in the log but lines without a stack", async () => {
    const before = (await readFile(app.logFile, "utf8")).length;
    for (let n = 0; n < 20; n += 1) {
      const garbage = randomBytes(60).toString("base64url");
      const tokens = ["next-auth.session-token", "__Secure-next-auth.session-token"].map(
        (name) => `${name}=${garbage}`,
      );
      expect((await ask("GET", "/", { cookie: tokens.join("; ") })).status).toBe(307);
    }
    const quiet = (await logSince(before)).length;
    const from = { host: "desk.example.com", origin: PUBLIC };
    const form = { ...from, "content-type": "multipart/form-data; boundary=x" };
    await ask("POST", "/sign-in", { ...form, "next-action": "0".repeat(42) }, "--x--\r\n");
    await ask("POST", "/sign-in", form, "--x\r\ncut off");
    await ask("POST", "/sign-in", { ...form, "next-action": "garbage" }, "--x\r\ncut off");
    await ask("POST", "/sign-in", { ...from, "content-type": "multipart/form-data" }, "no boundary");
    await ask(
      "POST",
      "/api/auth/_log",
      { ...from, "content-type": "application/json" },
      '{"level":"error","code":"X"}',
    );
    await ask("POST", "/api/auth/callback/credentials", { ...from, "content-type": "application/json" }, "{");
    await ask("GET", "/sign-in", { rsc: "1", "next-router-state-tree": "garbage" });
    await ask("GET", "/sign-in", { rsc: "1", "next-router-state-tree": "%ff", "next-url": "//" });
    const written = await logSince(before);
    expect(quiet).toBe(0);
    expect(written.filter((line) => !isJson(line))).toEqual([]);
    expect(written.filter((line) => /\bat .*\bat |"stack"/.test(line))).toEqual([]);
  });

  it("tells a failure by the number that its page shows", async () => {
    const before = (await readFile(app.logFile, "utf8")).length;
    await query("ALTER TABLE review_items RENAME TO review_items_elsewhere");
    const page = await ask("GET", "/review", { cookie });
    await query("ALTER TABLE review_items_elsewhere RENAME TO review_items");
    const [, digest] = /digest\\?":\\?"(\d+)/.exec(page.body) ?? /data-dgst="(\d+)"/.exec(page.body) ?? [];
    expect(digest).toBeDefined();
    const told = (await logSince(before)).filter(isJson).map((line) => JSON.parse(line));
    expect(told).toContainEqual(expect.objectContaining({ digest, route: "/review", stack: expect.any(Array) }));
  });

  it("says within five seconds that the database hangs, with the frame around it", async () => {
    await postgres.freeze();
    try {
      for (const path of ["/", "/messages", "/connections"]) {
        const began = performance.now();
        const { body } = await ask("GET", path, { cookie });
        expect({ path, ms: performance.now() - began }).toEqual({ path, ms: expect.toSatisfy((ms) => ms < 5_000) });
        expect(body).toContain("Look-up and account");
        expect(body).toContain("unavailable");
      }
      const began = performance.now();
      await ask("GET", "/sign-in", {});
      expect(performance.now() - began).toBeLessThan(5_000);
    } finally {
      postgres.thaw();
    }
    await expect.poll(async () => (await ask("GET", "/messages", { cookie })).body).toContain("Messages");
  });

  /** The form as a browser without scripts sends it. */
  async function signIn(from: Record<string, string>) {
    const { body } = await ask("GET", "/sign-in", from);
    const action = /\$ACTION_KEY|\$ACTION_REF_1/.test(body) ? hiddenFields(body) : {};
    const fields = { ...action, to: "/", ...PERSON };
    const parts = Object.entries(fields).map(
      ([name, value]) => `--xyz\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    const headers = { ...from, "content-type": "multipart/form-data; boundary=xyz" };
    return ask("POST", "/sign-in", headers, `${parts.join("")}--xyz--\r\n`);
  }

  async function ask(method: string, path: string, headers: Record<string, string>, body = "") {
    const { hostname, port } = new URL(app.url);
    const length = body === "" ? {} : { "content-length": Buffer.byteLength(body) };
    const sending = request({ hostname, port, method, path, headers: { host: "localhost", ...length, ...headers } });
    sending.end(body);
    const [answer] = (await once(sending, "response")) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk);
    return { status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks).toString() };
  }

  async function logSince(offset: number): Promise<string[]> {
    await sleep(300);
    return (await readFile(app.logFile, "utf8")).slice(offset).split("\n").filter(Boolean);
  }

  async function query(statement: string): Promise<void> {
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    await client.query(statement);
    await client.end();
  }
});

function hiddenFields(page: string): Record<string, string> {
  const inputs = [...page.matchAll(/<input type="hidden"[^>]*>/g)].map(([input]) => input);
  const entries = inputs.map((input) => {
    const [name = "", value = ""] = ["name", "value"].map((key) => new RegExp(`${key}="([^"]*)"`).exec(input)?.[1]);
    return [name, value.replaceAll("&quot;", '"').replaceAll("&amp;", "&")] as const;
  });
  return Object.fromEntries(entries.filter(([name]) => name.startsWith("$ACTION")));
}

function isJson(line: string): boolean {
  try {
    return typeof JSON.parse(line) === "object";
  } catch {
    return false;
  }
}
