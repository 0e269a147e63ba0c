import { randomBytes } from "node:crypto";
import { type APIRequestContext, expect, type Page, test } from "@playwright/test";
import { connectProvider, makeApiKey, newSend, type ProviderSide } from "./tell-story";

let request: APIRequestContext;
let apiKey: string;
let service: ProviderSide;

test.beforeAll(async ({ playwright, baseURL }) => {
  request = await playwright.request.newContext({ baseURL });
  [apiKey, service] = await Promise.all([makeApiKey(), connectProvider("twilio-verify")]);
});

test("an attempt that its verification service alone tells of is found by its id, and joined by the app", async ({
  page,
}, testInfo) => {
  const sid = `VE${randomBytes(16).toString("hex")}`;
  const { number, userRef } = newSend();
  const began = Date.now() - 90_000;
  await tell(sid, "pending", began, number);
  await tell(sid, "approved", began + 40_000, number);

  await lookUp(page, sid);
  await expect(page).toHaveURL(/\/stories\//);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^\+44 •••• •••\d \d\d$/);
  await expect(page.getByRole("button", { name: "Copy Twilio Verify verification id" })).toBeVisible();
  await expect(page.getByText("reported by Twilio Verify")).toHaveCount(2);
  await page.screenshot({ path: testInfo.outputPath("born.png"), fullPage: true });
  const address = page.url();

  const attempt = `attempt-${sid}`;
  const named = { connection: service.connection.key, providerVerificationId: sid };
  const event = { eventId: "asked", type: "requested", at: new Date(began - 500).toISOString(), userRef, ...named };
  const answer = await request.post(`/api/v1/verifications/${attempt}/events`, {
    headers: { authorization: `Bearer ${apiKey}` },
    data: event,
  });
  expect(answer.status()).toBe(201);
  await lookUp(page, attempt);
  await expect(page).toHaveURL(address);
  await expect(page.getByText("Asked for a code")).toHaveCount(2);
  await expect(page.getByText("reported by Twilio Verify")).toHaveCount(2);
  await page.screenshot({ path: testInfo.outputPath("adopted.png"), fullPage: true });
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.screenshot({ path: testInfo.outputPath("adopted-dark-narrow.png"), fullPage: true });
});

async function lookUp(page: Page, text: string): Promise<void> {
  await page.goto("/");
  const box = page.getByRole("textbox", { name: /Number, user/ });
  await box.fill(text);
  await box.press("Enter");
}

async function tell(providerVerificationId: string, rawStatus: string, at: number, recipient: string): Promise<void> {
  const { provider, connection, secrets } = service;
  const example = { providerVerificationId, rawStatus, recipient, providerOccurredAt: new Date(at) };
  const signed = provider.verifications?.sign({ url: connection.webhookUrl, at: new Date(), ...example }, secrets);
  if (!signed) throw new Error("no verification service");
  const { url, method, headers, body } = signed;
  expect((await request.fetch(url, { method, headers, data: body })).status()).toBeLessThan(300);
}
