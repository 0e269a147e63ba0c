import { randomUUID } from "node:crypto";
import { type APIRequestContext, expect, test } from "@playwright/test";
import { callBack, connectProvider, makeApiKey, newSend, type ProviderSide, SendingApp } from "./tell-story";

test.use({ timezoneId: "Asia/Kolkata", locale: "en-IN" });

let request: APIRequestContext;
let app: SendingApp;
let twilio: ProviderSide;
let otpiq: ProviderSide;

test.beforeAll(async ({ playwright, baseURL }) => {
  request = await playwright.request.newContext({ baseURL });
  app = new SendingApp(request, await makeApiKey());
  [twilio, otpiq] = await Promise.all([connectProvider("twilio"), connectProvider("otpiq")]);
});

test("verified after a second message over another provider", async ({ page }) => {
  const story = await secondTry();
  await page.goto(`/messages/${story.firstId}`);
  await page.getByRole("link", { name: "The whole story" }).click();

  const verdict = page.getByLabel("Verdict");
  await expect(verdict).toContainText(/^Verified 35 s after the second SMS\./);
  await expect(verdict).toContainText("2 messages over 2 providers");
  await expect(page.getByText("Asked for a code")).toBeVisible();
  await expect(page.getByText("SMS 1 sent to the carrier")).toBeVisible();
  await expect(page.getByRole("link", { name: "SMS 2 reported delivered" })).toBeVisible();
  await expect(page.getByText("Say to the customer")).toBeVisible();
  await expect(page.getByText("Nothing to do.", { exact: true })).toBeVisible();
});

test("times stand in the reader's zone and in UTC", async ({ page }) => {
  const { firstId } = await secondTry();
  await page.goto(`/stories/${firstId}`);
  const time = page.locator("ol time").first();
  await expect(time).toContainText("IST");
  const [local = "", utc = ""] = ((await time.textContent()) ?? "").match(/\d\d:\d\d:\d\d/g) ?? [];
  expect((minutes(local) - minutes(utc) + 1440) % 1440).toBe(330);
});

test("numbers are masked, and the provider's message id can be copied", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const { second, firstId } = await secondTry();
  await page.goto(`/stories/${firstId}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^\+44 •••• •••\d \d\d$/);
  expect(await page.content()).not.toContain(second.number.slice(3));
  await page.getByRole("button", { name: "Copy provider message id of SMS 2" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Copied" })).toBeAttached();
  expect(await page.evaluate("navigator.clipboard.readText()")).toBe(second.providerMessageId);
});

test("a story that is open changes by itself, without a new page", async ({ page }) => {
  const send = newSend();
  const id = await app.register(twilio, send);
  await page.goto(`/stories/${id}`);
  const verdict = page.getByLabel("Verdict");
  await expect(verdict).toContainText("nothing came from the provider yet");
  await page.evaluate("window.isSamePage = true");

  expect(await callBack(request, twilio, reportOf(send.providerMessageId, "delivered"))).toBeLessThan(300);
  await expect(verdict).toContainText("Reported delivered", { timeout: 15_000 });
  await expect(page.getByRole("link", { name: "SMS 1 reported delivered" })).toBeVisible();
  expect(await page.evaluate("window.isSamePage")).toBe(true);
});

test("a screen reader hears the headline when it changes, and not as its ages tick", async ({ page }) => {
  const send = newSend();
  await page.goto(`/stories/${await app.register(twilio, send)}`);
  const verdict = page.getByLabel("Verdict");
  const announced = verdict.getByRole("status");
  const headline = verdict.locator("p").first();
  const before = await headline.textContent();
  expect(before).toMatch(/ago/);
  await expect(headline).not.toHaveText(before ?? "", { timeout: 15_000 });
  await expect(announced).toBeEmpty();

  await callBack(request, twilio, reportOf(send.providerMessageId, "delivered"));
  await expect(announced).toContainText("Reported delivered", { timeout: 15_000 });
  const [said, shown] = [await announced.textContent(), await headline.textContent()];
  await expect(headline).not.toHaveText(shown ?? "", { timeout: 15_000 });
  await expect(announced).toHaveText(said ?? "");
});

test("an older story leads to the newer one, and users of one number stand beside each other", async ({ page }) => {
  const [older, newer, other] = [newSend(), newSend(), newSend()];
  const number = `+44770090046${test.info().retry}`;
  const of = ({ userRef }: { userRef: string }, seconds: number) => ({
    to: number,
    userRef,
    sentAt: secondsAgo(seconds),
  });
  const olderId = await app.register(twilio, older, of(older, 90));
  await app.register(twilio, other, of(other, 60));
  const newerId = await app.register(twilio, newer, of(older, 30));

  await page.goto(`/stories/${olderId}`);
  await expect(page.getByText("another user")).toBeVisible();
  await page.getByRole("link", { name: /There is a newer attempt with this number/ }).click();
  await expect(page).toHaveURL(`/stories/${newerId}`);
  await expect(page.getByText("There is a newer attempt")).toHaveCount(0);
  await expect(page.getByRole("link", { name: other.userRef })).toContainText("another user");

  await page.goto("/");
  await page.getByRole("textbox", { name: /Number, user/ }).fill(number);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "2 matches: which one is it?" })).toBeVisible();
  for (const userRef of [older.userRef, other.userRef]) {
    await expect(page.getByRole("link", { name: userRef })).toBeVisible();
  }
});

test("an attempt that is refused by the abuse check says that nothing was sent", async ({ page }) => {
  const verificationId = `vrf_${randomUUID()}`;
  const { number, userRef } = newSend();
  await app.tell(verificationId, [
    { type: "requested", at: secondsAgo(20), userRef, to: number },
    { type: "abuse_check", at: secondsAgo(19), userRef, reason: "refused" },
  ]);
  await page.goto("/");
  await page.getByRole("textbox", { name: /Number, user/ }).fill(verificationId);
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Verdict")).toContainText("Refused by the app's abuse check; no message is on record.");
});

test("an address that leads nowhere says so", async ({ page }) => {
  for (const path of ["/stories/not-an-id", "/stories/0193f7a0-0000-7000-8000-000000000000", "/messages/nothing"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { name: "Nothing stands at this address" })).toBeVisible();
  }
});

/** The first message falls silent after "sent"; the second, over another provider, is delivered and its code used. */
async function secondTry() {
  const [first, second] = [newSend(), newSend()];
  const person = { number: first.number, userRef: first.userRef };
  Object.assign(second, person);
  const verificationId = `vrf_${randomUUID()}`;
  const codeExpiresAt = new Date(Date.now() + 600_000).toISOString();
  const common = { verificationId, useCase: "login" };
  const { userRef } = person;
  await app.tell(verificationId, [{ type: "requested", at: secondsAgo(121), userRef, codeExpiresAt }]);
  const firstId = await app.register(twilio, first, { ...common, sentAt: secondsAgo(120) });
  await callBack(request, twilio, reportOf(first.providerMessageId, "sent"));
  await app.tell(verificationId, [{ type: "resend_requested", at: secondsAgo(41), userRef }]);
  await app.register(otpiq, second, { ...common, sentAt: secondsAgo(40), retryOf: firstId });
  await callBack(request, otpiq, reportOf(second.providerMessageId, "delivered"));
  await app.tell(verificationId, [{ type: "verified", at: secondsAgo(5), userRef }]);
  return { first, second, firstId, verificationId };
}

function reportOf(providerMessageId: string, rawStatus: string) {
  return { providerMessageId, rawStatus };
}

/** On a whole second, so that durations between two of them are exact. */
function secondsAgo(seconds: number): string {
  return new Date(BEGAN - seconds * 1000).toISOString();
}
const BEGAN = Math.floor(Date.now() / 1000) * 1000;

function minutes(clock: string): number {
  const [hours = 0, rest = 0] = clock.split(":").map(Number);
  return hours * 60 + rest;
}
