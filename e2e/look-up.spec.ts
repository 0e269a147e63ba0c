import { expect, type Page, test } from "@playwright/test";
import { connectProvider, makeApiKey, newSend, type Send, SendingApp } from "./tell-story";

// One user, also where a second try registers the message anew.
const send: Send = { ...newSend(), number: "+447700900417", userRef: "usr_looked_up" };
let ourId = "";

test.beforeAll(async ({ playwright, baseURL }) => {
  const request = await playwright.request.newContext({ baseURL });
  const app = new SendingApp(request, await makeApiKey());
  ourId = await app.register(await connectProvider("twilio"), send, { useCase: "login" });
});

test.describe("one box takes anything and leads to the story", () => {
  const FORMS: [string, () => string][] = [
    ["a number with country code", () => "+447700900417"],
    ["spaces and a zero in brackets", () => "+44 (0) 7700 900 417"],
    ["dashes and 00", () => "0044-7700-900417"],
    ["a national number", () => "07700 900417"],
    ["a user id", () => send.userRef],
    ["the provider's message id", () => send.providerMessageId],
    ["the app's message id", () => `app:${send.messageId}`],
    ["our message id", () => ourId],
    ["a number between words", () => "Mob: +44 7700 900417 please help"],
    ["a link to a chat", () => "https://wa.me/447700900417?text=hi"],
    ["a number in digits and dashes of elsewhere", () => "\u202a+٤٤\u2212٧٧٠٠\u2212٩٠٠٤١٧\u202c"],
    ["an id with its label, in capitals", () => `user ${send.userRef.toUpperCase()}.`],
    ["a log line", () => `2026-11-26 10:27:33 ${send.providerMessageId} status=undelivered error=30007`],
    ["the story's address", () => `https://desk.example.com/stories/${ourId}?at=2`],
  ];
  for (const [name, text] of FORMS) {
    test(name, async ({ page }) => {
      await page.goto("/");
      await lookUp(page, text());
      await expect(page).toHaveURL(`/stories/${ourId}`);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("+44 •••• •••4 17");
    });
  }
});

test("nothing found says how it was read, how far back data go, and what that does not prove", async ({ page }) => {
  await page.goto("/");
  await lookUp(page, "+1 415 555 0199");
  await expect(page.getByRole("heading", { name: "Nothing found" })).toBeVisible();
  await expect(page.getByText("A number of United States (+1), with its country code")).toBeVisible();
  await expect(page.getByRole("heading", { name: "How far back data go" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Do callbacks flow now?" })).toBeVisible();
  await expect(page.getByText("That no message was sent.")).toBeVisible();
  await expect(page).toHaveURL("/");
});

test("what was not read of a paste is named, and not repeated", async ({ page }) => {
  await page.goto("/");
  await lookUp(page, "call +1 415 555 0196 x12, her code 482913 failed");
  await expect(page.getByRole("heading", { name: "Nothing found" })).toBeVisible();
  await expect(page.getByText("A number of United States (+1), with its country code")).toBeVisible();
  await expect(page.getByText("Not read: 1 word in front of it, 4 words behind it, and an extension.")).toBeVisible();
  // The box keeps what was typed; nothing else says it again.
  expect(await page.getByRole("main").textContent()).not.toMatch(/482913|0196/);
});

test("an error code is explained", async ({ page }) => {
  await page.goto("/");
  await lookUp(page, "ErrorCode: 30007");
  await expect(page.getByRole("heading", { name: "A provider's error code" })).toBeVisible();
  await expect(page.getByText("The provider's code 30007 says:")).toBeVisible();
});

test("a number and its other form are offered side by side", async ({ page, playwright, baseURL }) => {
  const request = await playwright.request.newContext({ baseURL });
  const app = new SendingApp(request, await makeApiKey());
  const side = await connectProvider("twilio");
  await app.register(side, { ...newSend(), number: "+5491123456717" });
  await app.register(side, { ...newSend(), number: "+541123456717" });
  await page.goto("/");
  await lookUp(page, "+54 11 2345 6717");
  await expect(page.getByRole("heading", { name: "2 matches: which one is it?" })).toBeVisible();
  await expect(page.getByText("it may be the same subscriber's")).toBeVisible();
});

test("several people under one user id are shown to choose from, masked", async ({ page, playwright, baseURL }) => {
  const request = await playwright.request.newContext({ baseURL });
  const app = new SendingApp(request, await makeApiKey());
  const side = await connectProvider("twilio");
  const { userRef } = newSend();
  await app.register(side, { ...newSend(), number: "+447700900801", userRef });
  await app.register(side, { ...newSend(), number: "+447700900802", userRef });
  await page.goto("/");
  await lookUp(page, userRef);
  await expect(page.getByRole("heading", { name: "2 matches: which one is it?" })).toBeVisible();
  await page.getByRole("link", { name: /8 02/ }).click();
  await expect(page).toHaveURL(/\/stories\//);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("8 02");
});

test("the box on top of a story looks up the next one", async ({ page }) => {
  await page.goto(`/messages/${ourId}`);
  await page.keyboard.press("/");
  await page.keyboard.type(send.userRef);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/stories/${ourId}`);
  await expect(page.getByRole("textbox", { name: /Number, user/ })).toHaveValue("");
});

test("an empty box asks for something to look up", async ({ page }) => {
  await page.goto("/");
  await lookUp(page, "   ");
  await expect(page.getByRole("heading", { name: "Type something to look up" })).toBeVisible();
});

test("no address that the browser asks for holds the number", async ({ page }) => {
  const addresses: string[] = [];
  page.on("request", (request) => addresses.push(request.url()));
  await page.goto("/");
  await lookUp(page, "+44 7700 900417");
  await expect(page).toHaveURL(`/stories/${ourId}`);
  expect(addresses.filter((address) => /7700|900417/.test(address))).toEqual([]);
});

test("nothing that the server sends for a person's pages holds the number", async ({ page }) => {
  const bodies: Promise<string>[] = [];
  page.on("response", (response) => {
    if (!response.url().includes("/_next/static/")) bodies.push(response.text().catch(() => ""));
  });
  await page.goto("/");
  await lookUp(page, "+44 7700 900417");
  await expect(page).toHaveURL(`/stories/${ourId}`);
  await page.getByRole("link", { name: "SMS 1", exact: true }).click();
  await expect(page).toHaveURL(`/messages/${ourId}`);
  const told = await Promise.all(bodies);
  expect(told.join("").length).toBeGreaterThan(10_000);
  expect(told.filter((body) => /7700\D*900\D*417/.test(body))).toEqual([]);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("one match leads to its story", async ({ page }) => {
    await page.goto("/");
    await lookUp(page, "+44 7700 900417");
    await expect(page).toHaveURL(`/stories/${ourId}`);
    await expect(page.getByLabel("Verdict")).toBeVisible();
  });

  test("nothing found is answered on the page, which does not repeat the number", async ({ page }) => {
    await page.goto("/");
    await lookUp(page, "+1 415 555 0198");
    await expect(page.getByRole("heading", { name: "Nothing found" })).toBeVisible();
    expect(await page.content()).not.toMatch(/555\D*0198/);
    expect(page.url()).not.toMatch(/0198/);
  });
});

async function lookUp(page: Page, text: string): Promise<void> {
  const box = page.getByRole("textbox", { name: /Number, user/ });
  await box.fill(text);
  await box.press("Enter");
}
