import { type APIRequestContext, expect, test } from "@playwright/test";
import { callBack, connectProvider, makeApiKey, newSend, type ProviderSide, SendingApp } from "./tell-story";

let request: APIRequestContext;
let app: SendingApp;
let twilio: ProviderSide;

test.beforeAll(async ({ playwright, baseURL }) => {
  request = await playwright.request.newContext({ baseURL });
  app = new SendingApp(request, await makeApiKey());
  twilio = await connectProvider("twilio");
});

test("duplicates, late and out-of-order receipts look like what they are", async ({ page }) => {
  const send = newSend();
  const id = await app.register(twilio, send);
  for (const rawStatus of ["delivered", "delivered", "delivered", "sent"]) {
    expect(await callBack(request, twilio, { providerMessageId: send.providerMessageId, rawStatus })).toBeLessThan(300);
  }
  await page.goto(`/messages/${id}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Reported delivered");
  const delivered = page.getByRole("listitem").filter({ hasText: "“delivered”" });
  await expect(delivered).toHaveCount(1);
  await expect(delivered).toContainText("duplicate ×3");
  await expect(delivered).toContainText("gives no time");
  const sent = page.getByRole("listitem").filter({ hasText: "“sent”" });
  await expect(sent).toContainText("late");
  await expect(sent).toContainText("ignored for the summary");
});

test("a time that leaves doubt is not read, and the page says so", async ({ page }) => {
  const generic = await connectProvider("generic-hmac");
  const send = newSend();
  const id = await app.register(generic, send);
  const extra = { timestamp: "2026-11-26 10:27:33" };
  await callBack(request, generic, { providerMessageId: send.providerMessageId, rawStatus: "delivered", extra });
  await page.goto(`/messages/${id}`);
  await expect(page.getByRole("listitem").filter({ hasText: "“delivered”" })).toContainText("not read");
  await expect(page.getByText("leaves doubt of the moment and was not read")).toBeVisible();
  await expect(page.getByText("sends none")).toHaveCount(0);
});

test("a receipt that comes hours late is dated by the provider's own call", async ({ page }) => {
  const vonage = await connectProvider("vonage-sms");
  const send = newSend();
  const sentAt = new Date(Math.floor(Date.now() / 1000) * 1000 - 7_200_000);
  const id = await app.register(vonage, send, { sentAt: sentAt.toISOString() });
  const at = new Date(sentAt.getTime() + 6_000);
  await callBack(request, vonage, { providerMessageId: send.providerMessageId, rawStatus: "delivered", at });
  await page.goto(`/messages/${id}`);
  const delivered = page.getByRole("listitem").filter({ hasText: "“delivered”" });
  await expect(delivered).toContainText("at the latest");
  await expect(delivered).toContainText("callback +2 h");
});

test("a failure is explained in plain words, with the provider's code", async ({ page }) => {
  const send = newSend();
  const id = await app.register(twilio, send);
  const failure = { providerMessageId: send.providerMessageId, rawStatus: "undelivered", errorCode: "30003" };
  await callBack(request, twilio, failure);
  await page.goto(`/messages/${id}`);
  const header = page.getByRole("banner").or(page.locator("header")).filter({ hasText: "Possible causes" });
  await expect(header).toContainText("Phone unreachable");
  await expect(header).toContainText("code 30003 says");
  await expect(header).toContainText("Possible causes: phone off or in flight mode");
});

test("two clocks stand side by side with the lag between them", async ({ page }) => {
  const generic = await connectProvider("generic-hmac");
  const send = newSend();
  const id = await app.register(generic, send);
  const providerOccurredAt = new Date(Date.now() - 75_000);
  await callBack(request, generic, { ...report(send.providerMessageId, "delivered"), providerOccurredAt });
  await page.goto(`/messages/${id}`);
  const event = page.getByRole("listitem").filter({ hasText: "“delivered”" });
  await expect(event.locator("time")).toHaveCount(2);
  await expect(event).toContainText(/callback \+1 min \d+ s/);
});

test("what is missing is said: not registered, no send time, no number", async ({ page }) => {
  const { providerMessageId } = newSend();
  await callBack(request, twilio, report(providerMessageId, "delivered"));
  await page.goto(`/messages/${providerMessageId}`);
  await expect(page).toHaveURL(/\/messages\/[0-9a-f-]{36}$/);
  await expect(page.getByText("Not registered: the app has not told us of this message.")).toBeVisible();
  await expect(page.getByText("No send time")).toBeVisible();
});

test("an unknown status is shown as it came, and claims nothing", async ({ page }) => {
  const send = newSend();
  const id = await app.register(twilio, send);
  expect(await callBack(request, twilio, report(send.providerMessageId, "teleported"))).toBeLessThan(300);
  await page.goto(`/messages/${id}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Unknown");
  await expect(page.getByText("“teleported”")).toBeVisible();
});

test("a forged receipt changes nothing", async ({ page }) => {
  const send = newSend();
  const id = await app.register(twilio, send);
  const forger = { ...twilio, secrets: { authToken: "not the token" } };
  expect(await callBack(request, forger, report(send.providerMessageId, "delivered"))).toBe(401);
  await page.goto(`/messages/${id}`);
  await expect(page.getByText("Nothing was reported yet")).toBeVisible();
});

test("the product's own action, consent and metadata stand beside", async ({ page }) => {
  const send = newSend();
  const action = { type: "login", id: "88213", url: "https://app.example/logins/88213" };
  const consent = { source: "sign-up form", at: "2026-01-05T10:00:00Z" };
  const id = await app.register(twilio, send, { action, consent, metadata: { device: "web" } });
  await page.goto(`/messages/${id}`);
  const link = page.getByRole("link", { name: /login 88213/ });
  await expect(link).toHaveAttribute("href", action.url);
  await expect(link).toHaveAttribute("rel", /noreferrer/);
  await expect(page.getByText("sign-up form")).toBeVisible();
  await expect(page.getByText("device")).toBeVisible();
});

function report(providerMessageId: string, rawStatus: string) {
  return { providerMessageId, rawStatus };
}
