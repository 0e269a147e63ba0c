import { join } from "node:path";
import { chromium } from "@playwright/test";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type App, cli, startApp } from "@/e2e/support/app";
import { findBrowser } from "@/e2e/support/browser";
import { PEOPLE } from "@/e2e/support/people";
import { makeTestFolder, removeTestFolder } from "@/e2e/support/test-folder";
import { freePort } from "@/lib/database/free-port";
import type { WebhookRequest } from "@/lib/providers/provider";
import { twilio } from "@/lib/providers/twilio/twilio";
import { findNginx, startNginx, type TlsProxy } from "./nginx";
import { postOverTls } from "./post-over-tls";

const nginx = process.env.TEST_LONG ? await findNginx() : null;

/** As it is run in production: TLS ends at a proxy that Debian has, and the proxy is named in TRUSTED_PROXIES. */
describe.runIf(nginx)("behind nginx", { timeout: 120_000 }, () => {
  const secrets = { authToken: "behind-nginx" };
  let dataDir: string;
  let proxyFolder: string;
  let app: App;
  let proxy: TlsProxy;
  let key: string;

  beforeAll(async () => {
    dataDir = await makeTestFolder();
    proxyFolder = await makeTestFolder();
    const [port, tlsPort] = [await freePort(), await freePort()];
    proxy = await startNginx(nginx ?? "", join(proxyFolder, "nginx"), tlsPort, `http://127.0.0.1:${port}`);
    app = await startApp({ dataDir, port, env: { PUBLIC_URL: proxy.url, TRUSTED_PROXIES: "127.0.0.1" } });
    process.env.E2E_DATA_DIR = dataDir;
    const { email, role, password } = { ...PEOPLE.agent, role: "agent" };
    await cli("users", "add", "--email", email, "--role", role, "--password", password);
    const secret = `authToken=${secrets.authToken}`;
    const added = ["connections", "add", "--provider", "twilio", "--label", "Behind nginx", "--secret", secret];
    key = (await cli<{ key: string }>(...added)).key;
  }, 300_000);
  afterAll(async () => {
    await app?.stop();
    await proxy?.stop();
    for (const folder of [dataDir, proxyFolder]) await removeTestFolder(folder);
  });

  it("a signed callback is taken as it came over TLS, whatever its address looks like, and a forged one is not", async () => {
    const target = `/api/webhooks/twilio/${key}?note=it's%20here&and=%C3%BC`;
    const taken = receipt(target, "SM000000000000000000000000000000a1", secrets.authToken);
    expect(await postOverTls(proxy.url + target, taken, { ca: proxy.certificate })).toBe(204);
    const { message } = await cli<{ message: { status: string } }>(
      "messages",
      "show",
      "SM000000000000000000000000000000a1",
    );
    expect(message.status).toBe("delivered");
    const forged = receipt(target, "SM000000000000000000000000000000a2", "another");
    expect(await postOverTls(proxy.url + target, forged, { ca: proxy.certificate })).toBe(401);
  });

  it("one that came past it, without TLS, is not taken", async () => {
    const target = `/api/webhooks/twilio/${key}`;
    const { headers, body } = receipt(target, "SM000000000000000000000000000000a3", secrets.authToken);
    const answer = await fetch(app.url + target, { method: "POST", headers, body: new Uint8Array(body) });
    expect(answer.status).toBeGreaterThanOrEqual(400);
  });

  it("people sign in, with cookies that never leave TLS", async () => {
    const browser = await chromium.launch(await findBrowser());
    try {
      const context = await browser.newContext({ ignoreHTTPSErrors: true });
      const page = await context.newPage();
      await page.goto(`${proxy.url}/messages`);
      await page.getByLabel("Email").fill(PEOPLE.agent.email);
      await page.getByLabel("Password").fill(PEOPLE.agent.password);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await page.waitForURL(`${proxy.url}/messages`);
      const session = (await context.cookies()).filter(({ name }) => name.includes("session-token"));
      expect(session).toMatchObject([{ secure: true, httpOnly: true }]);
    } finally {
      await browser.close();
    }
  });

  function receipt(target: string, providerMessageId: string, authToken: string): WebhookRequest {
    const example = { url: proxy.url + target, at: new Date(), providerMessageId, rawStatus: "delivered" };
    return twilio.sign({ kind: "report", ...example }, { authToken });
  }
});
