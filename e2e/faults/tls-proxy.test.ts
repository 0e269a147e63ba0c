import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { countOutcomes } from "@/e2e/support/read-counts";
import { type AddedConnection, addConnection } from "@/lib/connections/add-connection";
import { freePort } from "@/lib/database/free-port";
import { db } from "@/lib/db";
import type { WebhookRequest } from "@/lib/providers/provider";
import { twilio } from "@/lib/providers/twilio/twilio";
import { type IngestProcess, startIngest } from "./ingest-process";

const HOST = "otp.example";
const COUNTED_WITHIN_MS = 20_000;
const hasNginx = spawnSync("nginx", ["-v"]).status === 0;

// A real proxy that ends TLS is not part of every machine: `apt-get install nginx-light` brings it.
describe.skipIf(!process.env.TEST_LONG || !hasNginx)("behind nginx, which ends TLS", () => {
  inOwnDatabase();
  let folder: string;
  let nginx: ChildProcess | undefined;
  let [inner, outer] = [0, 0];
  let ingest: IngestProcess | undefined;
  let connection: AddedConnection;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "otp-desk-nginx-"));
    [inner, outer] = [await freePort(), await freePort()];
    connection = await addConnection(
      { provider: "twilio", label: `Test ${crypto.randomUUID()}`, secrets: { authToken: "s3cret" } },
      () => new Date(),
    );
    nginx = await startNginx(folder, outer, inner);
  });
  afterEach(async () => {
    await ingest?.stop();
  });
  afterAll(async () => {
    nginx?.kill("SIGTERM");
    await rm(folder, { recursive: true, force: true });
  });

  it("a genuine callback waits for TRUSTED_PROXIES, visibly, and is then taken", async () => {
    const PUBLIC_URL = `https://${HOST}`;
    const at = new Date();
    const url = `${PUBLIC_URL}/api/webhooks/twilio/${connection.key}?to=it%27s&a=b+c`;
    const providerMessageId = `SM${"1".repeat(32)}`;
    const signed = twilio.sign(
      { kind: "report", url, at, providerMessageId, rawStatus: "delivered" },
      { authToken: "s3cret" },
    );

    ingest = await startIngest(inner, { PUBLIC_URL, HOST: "127.0.0.1" });
    expect(ingest.output).toContain("TRUSTED_PROXIES is empty");
    expect(await post(outer, signed)).toBe(503);
    expect(await post(outer, { ...signed, headers: { "content-type": "application/x-www-form-urlencoded" } })).toBe(
      401,
    );
    await expect
      .poll(() => countOutcomes(connection.id), { timeout: COUNTED_WITHIN_MS })
      .toEqual({ over_http: 1, refused: 1 });
    const samples = await db().refusedCallback.findMany({ where: { reason: "proxy_not_trusted" } });
    expect(samples).toMatchObject([{ address: "127.0.0.1" }]);
    await ingest.stop();

    ingest = await startIngest(inner, { PUBLIC_URL, HOST: "127.0.0.1", TRUSTED_PROXIES: "127.0.0.1" });
    expect(await post(outer, signed)).toBeLessThan(300);
    expect(await db().message.count({ where: { providerMessageId, status: "delivered" } })).toBe(1);
  });
});

async function startNginx(folder: string, outer: number, inner: number): Promise<ChildProcess> {
  const subject = ["-subj", `/CN=${HOST}`, "-days", "2", "-nodes", "-newkey", "rsa:2048"];
  const files = ["-keyout", join(folder, "key.pem"), "-out", join(folder, "certificate.pem")];
  execFileSync("openssl", ["req", "-x509", ...subject, ...files], { stdio: "ignore" });
  await writeFile(join(folder, "nginx.conf"), configuration(folder, outer, inner));
  const child = spawn("nginx", ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", join(folder, "error.log")]);
  await sleep(1_000);
  if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}.`);
  return child;
}

/** As an administrator would write it. */
function configuration(folder: string, outer: number, inner: number): string {
  return `daemon off; pid ${folder}/nginx.pid; worker_processes 1;
    events {}
    http {
      access_log off; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
      fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
      server {
        listen 127.0.0.1:${outer} ssl; server_name ${HOST};
        ssl_certificate ${folder}/certificate.pem; ssl_certificate_key ${folder}/key.pem;
        location / {
          proxy_pass http://127.0.0.1:${inner};
          proxy_set_header Host $host;
          proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
          proxy_set_header X-Forwarded-Proto $scheme;
        }
      }
    }`;
}

function post(port: number, { url, method, headers, body }: WebhookRequest): Promise<number> {
  const path = url.slice(url.indexOf("/api/"));
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, path, method, headers, servername: HOST, rejectUnauthorized: false };
    const sending = request(options, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode ?? 0));
    });
    sending.on("error", reject);
    sending.end(body);
  });
}
