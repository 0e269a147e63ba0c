import { type APIRequestContext, expect, type Page, test } from "@playwright/test";
import { freePort } from "@/lib/database/free-port";
import { type App, startApp } from "./support/app";
import { openRunDatabase } from "./support/ran-statements";
import { runDataDir, runKeyFiles } from "./support/run-installation";
import { makeTestFolder, removeTestFolder } from "./support/test-folder";
import { callBack, connectProvider, makeApiKey, newSend, type ProviderSide, SendingApp } from "./tell-story";

/** What news are to be there within: the page asks by itself only after longer. */
const SOON_MS = 3_000;
const ASKS_AFTER_MS = 3_500;
/** The rest of a stop may take as long under load; a page that listens must not add to it. */
const STOPS_WITHIN_MS = 8_000;

test.describe.configure({ mode: "serial" });

let request: APIRequestContext;
let app: SendingApp;
let side: ProviderSide;
let other: App;

test.beforeAll(async ({ playwright, baseURL }) => {
  test.setTimeout(120_000);
  request = await playwright.request.newContext({ baseURL });
  app = new SendingApp(request, await makeApiKey());
  side = await connectProvider("twilio");
  other = await startBeside(baseURL ?? "");
});
test.afterAll(async () => {
  await other?.stop();
  await removeTestFolder(other.dataDir);
  await request.dispose();
});

test("a story changes in a page of one process soon after a callback came in through another", async ({ page }) => {
  const send = newSend();
  const id = await app.register(side, send);
  await withoutAsking(page);
  await page.goto(`${other.url}/stories/${id}`);
  const verdict = page.getByLabel("Verdict");
  await expect(verdict).toContainText("nothing came from the provider yet");
  await page.evaluate("window.isSamePage = true");
  await page.waitForTimeout(1_000);

  expect(await callBack(request, side, { providerMessageId: send.providerMessageId, rawStatus: "sent" })).toBe(204);
  await expect(page.getByText("SMS 1 sent to the carrier")).toBeVisible({ timeout: SOON_MS });
  await callBack(request, side, { providerMessageId: send.providerMessageId, rawStatus: "delivered" });
  await expect(verdict).toContainText("Reported delivered", { timeout: SOON_MS });
  expect(await page.evaluate("window.isSamePage")).toBe(true);
});

test("a message that joins an attempt, and what its user does, are news for the attempt's page", async ({ page }) => {
  const [first, second] = [newSend(), newSend()];
  const verificationId = `vrf_${first.messageId}`;
  const id = await app.register(side, first, { verificationId });
  await withoutAsking(page);
  await page.goto(`${other.url}/stories/${id}`);
  await expect(page.getByLabel("Verdict")).toBeVisible();
  await page.waitForTimeout(1_000);

  const same = { to: first.number, userRef: first.userRef };
  await app.register(side, second, { verificationId, ...same });
  await expect(page.getByText(second.providerMessageId)).toBeAttached({ timeout: SOON_MS });
  await app.tell(verificationId, [{ type: "verified", at: new Date().toISOString(), userRef: first.userRef }]);
  await expect(page.getByLabel("Verdict")).toContainText("Verified", { timeout: SOON_MS });
});

test("where news cannot come, the page asks by itself", async ({ page }) => {
  const send = newSend();
  const id = await app.register(side, send);
  await page.route("**/api/live?*", (route) => route.fulfill({ status: 503 }));
  await page.goto(`/messages/${id}`);
  await expect(page.getByText("What was reported")).toBeVisible();
  await callBack(request, side, { providerMessageId: send.providerMessageId, rawStatus: "delivered" });
  await expect(page.getByText("Reported delivered").first()).toBeVisible({ timeout: 15_000 });
});

test("a page that is left is read for no longer", async ({ page }) => {
  const id = await app.register(side, newSend());
  const { client } = await openRunDatabase(runDataDir());
  const readers = async () => (await client.query("SELECT FROM outbox_interests WHERE subject = $1", [id])).rowCount;
  try {
    await page.goto(`${other.url}/stories/${id}`);
    await expect.poll(readers).toBe(1);
    await page.goto("/");
    await expect.poll(readers).toBe(0);
  } finally {
    await client.end();
  }
});

test("who is signed out gets no news, and a page that listens holds up no stop", async ({ page, playwright }) => {
  const send = newSend();
  const id = await app.register(side, send);
  const stranger = await playwright.request.newContext({ storageState: { cookies: [], origins: [] } });
  expect((await stranger.get(`${other.url}/api/live?watch=${id}`)).status()).toBe(401);
  await stranger.dispose();

  const listening = page.waitForResponse((answer) => answer.url().includes("/api/live?"));
  await page.goto(`${other.url}/stories/${id}`);
  expect((await listening).headers()["content-type"]).toContain("text/event-stream");
  const began = performance.now();
  expect(await other.stop()).toBe(0);
  expect(performance.now() - began).toBeLessThan(STOPS_WITHIN_MS);
});

/** A second web process on the run's database, under the same public address. */
async function startBeside(publicUrl: string): Promise<App> {
  const { url, client } = await openRunDatabase(runDataDir());
  await client.end();
  const env = { ...runKeyFiles(), DATABASE_URL: url, PUBLIC_URL: publicUrl, HOST: "127.0.0.1" };
  return startApp({ dataDir: await makeTestFolder(), port: await freePort(), env });
}

/** Takes from the page every timer by which it would ask: what it learns, it is told. */
async function withoutAsking(page: Page): Promise<void> {
  await page.addInitScript((longest) => {
    for (const name of ["setTimeout", "setInterval"] as const) {
      const set = window[name].bind(window) as (...given: unknown[]) => number;
      Object.assign(window, {
        [name]: (work: unknown, ms = 0, ...more: unknown[]) => (Number(ms) > longest ? 0 : set(work, ms, ...more)),
      });
    }
  }, ASKS_AFTER_MS);
}
