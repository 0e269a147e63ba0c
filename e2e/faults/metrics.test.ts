import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { countOutcomes } from "@/e2e/support/read-counts";
import { type Samples, scrape, total } from "@/e2e/support/scrape";
import { type AddedConnection, addConnection } from "@/lib/connections/add-connection";
import { freePort } from "@/lib/database/free-port";
import { env } from "@/lib/env";
import { twilio } from "@/lib/providers/twilio/twilio";
import { type IngestProcess, startIngest } from "./ingest-process";
import { Ledger } from "./ledger";
import { postCallback } from "./post-callback";
import { startSteadyLoad } from "./steady-load";
import { TcpProxy } from "./tcp-proxy";

const TOKEN = "read-by-a-scraper-of-tests";
const SECRETS = { authToken: "measured" };
const FORGED = 7;
const LOAD_MS = 3_000;

describe("metrics", () => {
  let proxy: TcpProxy;
  let processes: IngestProcess[];
  let connection: AddedConnection;

  inOwnDatabase();
  beforeAll(async () => {
    connection = await addConnection({ provider: "twilio", label: "Measured", secrets: SECRETS }, () => new Date());
    const url = env().DATABASE_URL ?? "";
    proxy = await TcpProxy.start({ targetPort: Number(new URL(url).port), watch: "otp-desk-ingest" });
    processes = await Promise.all(
      [url, proxy.url(url)].map(async (DATABASE_URL) =>
        startIngest(await freePort(), { METRICS_TOKEN: TOKEN, DATABASE_URL }),
      ),
    );
  });
  afterAll(async () => {
    for (const one of processes) await one.kill();
    await proxy.close();
  });

  it("are told to nobody without the token", async () => {
    const [{ url = "" } = {}] = processes;
    for (const authorization of ["", "Bearer", "Bearer wrong", `Basic ${TOKEN}`, `Bearer ${TOKEN}x`]) {
      const answer = await fetch(`${url}/api/metrics`, { headers: { authorization } });
      expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
      expect(await answer.text()).not.toContain("otp_desk");
    }
    const untold = await startIngest(await freePort());
    expect((await fetch(`${untold.url}/api/metrics`, { headers: { authorization: "Bearer " } })).status).toBe(404);
    await untold.kill();
  });

  it("of two processes, read under load, never fall, and add up to what stands in the tables", async () => {
    const ledger = new Ledger();
    const urls = processes.map(({ url }) => url);
    const load = startSteadyLoad({
      urls,
      connection,
      secrets: SECRETS,
      ledger,
      rawStatuses: ["sent", "delivered"],
    });
    try {
      const seen: Samples[][] = urls.map(() => []);
      for (const until = Date.now() + LOAD_MS; Date.now() < until; await sleep(100)) {
        const now = await Promise.all(urls.map((url) => scrape(url, TOKEN)));
        now.forEach((samples, index) => void seen[index]?.push(samples));
      }
      for (const ofProcess of seen) {
        const counts = ofProcess.map((samples) => total(samples, "otp_desk_callbacks_total", { outcome: "stored" }));
        expect(counts).toEqual(counts.toSorted((a, b) => a - b));
        expect(counts.at(-1)).toBeGreaterThan(counts[0] ?? 0);
      }
      await load.stop();
      for (let n = 0; n < FORGED; n += 1) expect((await post(urls[n % 2] ?? "", "another")).status).toBe(401);
      expect((await fetch(`${urls[0]}/api/webhooks/twilio/nobody`, { method: "POST" })).status).toBe(404);

      const last = await Promise.all(urls.map((url) => scrape(url, TOKEN)));
      const sum = (name: string, labels?: Record<string, string>) =>
        last.reduce((all, samples) => all + total(samples, name, labels), 0);
      const outcome = (name: string) => sum("otp_desk_callbacks_total", { outcome: name });
      const report = (name: string) => sum("otp_desk_reports_total", { provider: "twilio", outcome: name });
      // Each came in a callback of its own, and was answered once.
      expect(outcome("stored")).toBe(ledger.count + load.duplicates);
      expect(sum("otp_desk_batch_callbacks_sum")).toBeGreaterThanOrEqual(outcome("stored"));
      expect(sum("otp_desk_callback_answer_seconds_count")).toBe(sum("otp_desk_callbacks_total"));
      expect(sum("otp_desk_callbacks_waiting")).toBe(0);
      expect({ refused: outcome("refused"), lost: outcome("not_found") }).toEqual({ refused: FORGED, lost: 1 });
      const lastCallback = async () =>
        total(await scrape(urls[0] ?? "", TOKEN), "otp_desk_connection_last_callback_timestamp_seconds");
      await expect.poll(lastCallback, { timeout: 10_000 }).toBeGreaterThan(Date.now() / 1_000 - 60);

      const answers = { new: report("new"), duplicate: report("duplicate") + report("differing") };
      for (const one of processes) expect(await one.stop()).toBe(0);
      const { stored, duplicate, differing = 0, refused, unavailable = 0 } = await countOutcomes(connection.id);
      expect(answers).toEqual({ new: stored, duplicate: (duplicate ?? 0) + differing });
      expect({ refused: outcome("refused"), unavailable: outcome("unavailable") }).toEqual({ refused, unavailable });
    } finally {
      load.abandon();
      ledger.remove();
    }
  });

  it("are told while the database hangs, which they say, and make nothing up", async () => {
    const hanging = await startIngest(await freePort(), {
      METRICS_TOKEN: TOKEN,
      DATABASE_URL: proxy.url(env().DATABASE_URL ?? ""),
    });
    try {
      expect(total(await scrape(hanging.url, TOKEN), "otp_desk_database_up")).toBe(1);
      proxy.hang();
      const began = performance.now();
      const [samples, health, live] = await Promise.all([
        scrape(hanging.url, TOKEN),
        fetch(`${hanging.url}/api/health`),
        fetch(`${hanging.url}/api/health/live`),
      ]);
      expect(performance.now() - began).toBeLessThan(4_000);
      expect(total(samples, "otp_desk_database_up")).toBe(0);
      expect([...samples.keys()].filter((key) => key.startsWith("otp_desk_connection_last"))).toEqual([]);
      expect([health.status, live.status]).toEqual([503, 200]);
    } finally {
      proxy.resume();
      await hanging.kill();
    }
  });

  const agent = new Agent();
  function post(origin: string, authToken: string) {
    const url = `${origin}/api/webhooks/twilio/${connection.key}`;
    const example = { kind: "report" as const, url, at: new Date(), providerMessageId: `SM${"0".repeat(32)}` };
    return postCallback(twilio.sign({ ...example, rawStatus: "sent" }, { authToken }), agent);
  }
});
