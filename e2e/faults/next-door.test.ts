import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scrape, total } from "@/e2e/support/scrape";
import { type AddedConnection, addConnection } from "@/lib/connections/add-connection";
import { freePort } from "@/lib/database/free-port";
import { closeDb, db } from "@/lib/db";
import { provideEnv } from "@/lib/env";
import { twilio } from "@/lib/providers/twilio/twilio";
import { exchange, head } from "./raw-http";

/** The pages' build under plain `next start`, as a host without our own server runs it. */
describe("callbacks through Next alone", () => {
  const secrets = { authToken: "behind-next" };
  const token = "of-next-and-its-thread";
  const publicUrl = "http://callbacks.otpdesk.test";
  let next: ChildProcess;
  let base: string;
  let connection: AddedConnection;

  beforeAll(async () => {
    provideEnv({ PUBLIC_URL: publicUrl, METRICS_TOKEN: token });
    connection = await addConnection(
      { provider: "twilio", label: `Next ${crypto.randomUUID()}`, secrets },
      () => new Date(),
    );
    const port = await freePort();
    base = `http://127.0.0.1:${port}`;
    const command = ["node_modules/next/dist/bin/next", "start", "--hostname", "127.0.0.1", "--port", String(port)];
    next = spawn(process.execPath, command, { env: { ...process.env, NODE_ENV: "production" }, stdio: "ignore" });
    while (next.exitCode === null && !(await isHealthy(base))) await sleep(100);
  });
  afterAll(async () => {
    if (next.exitCode === null && next.signalCode === null) {
      next.kill("SIGTERM");
      await once(next, "exit");
    }
    await closeDb();
  });

  it("are verified on the public URL, whose re-encodings by Next are known, stored, and answered", async () => {
    const path = `/api/webhooks/twilio/${connection.key}?note=it's%20here`;
    const signed = receipt(`${publicUrl}${path}`, "SM00000000000000000000000000000001");
    expect((await post(path, signed)).status).toBe(204);
    const stored = await db().message.findMany({ where: { connectionId: connection.id } });
    expect(stored).toMatchObject([{ status: "delivered", provider: "twilio" }]);
  });

  it("are taken at an address with a slash at its end, signed as it is called, and not sent elsewhere", async () => {
    const path = `/api/webhooks/twilio/${connection.key}/`;
    const signed = receipt(`${publicUrl}${path}`, "SM00000000000000000000000000000001");
    expect((await post(path, signed)).status).toBe(204);
    const page = await fetch(`${base}/sign-in/?next=%2Fmessages`, { redirect: "manual" });
    expect([page.status, page.headers.get("location")]).toEqual([308, "/sign-in?next=%2Fmessages"]);
  });

  it("are refused when forged, unknown or too large", async () => {
    const path = `/api/webhooks/twilio/${connection.key}`;
    const forged = receipt(`${publicUrl}${path}`, "SM00000000000000000000000000000002", "another");
    expect((await post(path, forged)).status).toBe(401);
    expect((await post("/api/webhooks/twilio/nobody", forged)).status).toBe(404);
    expect((await post(path, { ...forged, body: Buffer.alloc(300_000, "a") })).status).toBe(413);
    expect(await db().message.count({ where: { connectionId: connection.id } })).toBe(1);
  });

  it("are counted, the thread's with its process's", async () => {
    const samples = await scrape(base, token);
    const answered = (outcome: string) => total(samples, "otp_desk_callbacks_total", { outcome });
    expect(["stored", "refused", "not_found", "too_large"].map(answered)).toEqual([2, 1, 1, 1]);
    expect(total(samples, "otp_desk_pool_connections", { pool: "ingest" })).toBeGreaterThan(0);
    expect(total(samples, "process_resident_memory_bytes")).toBeGreaterThan(0);
  });

  it("have strangers refused beside them, and nosniff with every answer, without a server of ours in front", async () => {
    const post = (headers: Record<string, string>) => fetch(`${base}/sign-in`, { method: "POST", headers, body: "x" });
    expect((await post({ origin: "https://evil.example" })).status).toBe(403);
    expect((await post({})).status).toBe(403);
    expect((await post({ "sec-fetch-site": "same-origin" })).status).not.toBe(403);
    const { port } = new URL(base);
    const rebound = await exchange(base, head("GET /sign-in HTTP/1.1", { host: `evil.example:${port}` }));
    expect(rebound.status).toBe(421);
    const paths = [
      "/sign-in",
      "/nowhere",
      "/icon.svg",
      "/api/health",
      "/api/openapi.json",
      "/api/webhooks/twilio/nobody",
    ];
    for (const path of paths) {
      const sniff = (await fetch(base + path)).headers.get("x-content-type-options");
      expect({ path, sniff }).toEqual({ path, sniff: "nosniff" });
    }
  });

  it("are answered while Next stops, each that is stored", async () => {
    const path = `/api/webhooks/twilio/${connection.key}`;
    const [answered, ids]: [string[], string[]] = [[], []];
    let isStopping = false;
    const keepSending = async () => {
      while (!isStopping) {
        const id = `SM1${ids.length.toString(16).padStart(31, "0")}`;
        ids.push(id);
        const status = await post(path, receipt(`${publicUrl}${path}`, id)).then((answer) => answer.status, String);
        if (status === 204) answered.push(id);
      }
    };
    const senders = Array.from({ length: 32 }, keepSending);
    while (answered.length < 200) await sleep(5);
    const exit = once(next, "exit");
    next.kill("SIGTERM");
    isStopping = true;
    await Promise.all(senders);
    await exit;
    const stored = await db().message.findMany({
      where: { connectionId: connection.id, providerMessageId: { in: ids } },
    });
    expect(stored.map(({ providerMessageId }) => providerMessageId).sort()).toEqual(answered.sort());
  });

  function receipt(url: string, providerMessageId: string, authToken = secrets.authToken) {
    const example = { kind: "report" as const, url, at: new Date(), providerMessageId, rawStatus: "delivered" };
    return twilio.sign(example, { authToken });
  }

  function post(path: string, { headers, body }: ReturnType<typeof receipt>): Promise<Response> {
    return fetch(base + path, { method: "POST", headers, body: new Uint8Array(body) });
  }
});

async function isHealthy(base: string): Promise<boolean> {
  return fetch(`${base}/api/health`).then(
    (answer) => answer.ok,
    () => false,
  );
}
