import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { expectAccessible } from "./support/accessible";
import { signedIn } from "./support/people";
import { callBack, connectProvider, makeApiKey, newSend, type ProviderSide, SendingApp } from "./tell-story";

const BRAZIL = "+5511987654321";
const TEMPLATE = `login_${crypto.randomUUID().slice(0, 8)}`;
let ids: string[] = [];

test.use({ storageState: signedIn("analyst") });

// Newest last: two to Brazil and one elsewhere with our template, and one to Brazil with another.
test.beforeAll(async ({ playwright, baseURL }) => {
  const request = await playwright.request.newContext({ baseURL });
  const app = new SendingApp(request, await makeApiKey());
  const side = await connectProvider("twilio");
  const send = async (number: string, templateKey: string, minutesAgo: number) => {
    const sentAt = new Date(Date.now() - minutesAgo * 60_000).toISOString();
    const message = { ...newSend(), number };
    const id = await app.register(side, message, { templateKey, sentAt });
    await report(side, message.providerMessageId);
    return id;
  };
  const report = async (to: ProviderSide, providerMessageId: string) => {
    const said = { providerMessageId, rawStatus: "undelivered", errorCode: "30005", recipient: BRAZIL };
    expect(await callBack(request, to, said)).toBeLessThan(300);
  };
  ids = [
    await send(BRAZIL, TEMPLATE, 9),
    await send(BRAZIL, TEMPLATE, 8),
    await send("+447700900123", TEMPLATE, 7),
    await send(BRAZIL, "other_template", 6),
  ];
});

test("an analyst narrows to a country and a template, walks the messages, and exports them", async ({ page }) => {
  await page.goto("/messages");
  await narrow(page, "Brazil", "Country: Brazil");
  await narrow(page, TEMPLATE, "2 messages · last 24 h");
  await expect(page.getByRole("link", { name: "Take away Country: Brazil" })).toBeVisible();
  await expect(rows(page)).toHaveCount(2);
  await expect(rows(page).first()).toContainText("30005");
  await expect(page.getByText(/98765|4321/)).toHaveCount(0);

  await rows(page).first().getByRole("link").click();
  await expect(page).toHaveURL(new RegExp(`/messages/${ids[1]}\\?.*country=BR`));
  await page.getByRole("link", { name: "Older" }).click();
  await expect(page).toHaveURL(new RegExp(`/messages/${ids[0]}\\?`));
  await expect(page.getByRole("link", { name: "Older" })).toHaveCount(0);
  await page.getByRole("link", { name: "Newer" }).click();
  await expect(page).toHaveURL(new RegExp(`/messages/${ids[1]}\\?`));
  await page.getByRole("link", { name: "Back to the list" }).click();
  await expect(rows(page)).toHaveCount(2);

  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export CSV" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^otp-desk-messages-.*\.csv$/);
  const lines = (await readFile(await file.path(), "utf8")).trimEnd().split("\r\n");
  expect(lines.slice(1).map((line) => line.split(",").at(-1))).toEqual([ids[1], ids[0]]);
  expect(lines.join("\n")).not.toMatch(/987654321|98765.?4321/);
});

test("the keys move over rows, open one, copy its provider id, and go on from there", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(`/messages?template=${TEMPLATE}&range=24h`);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(rows(page).nth(1).getByRole("link")).toBeFocused();
  await page.keyboard.press("k");
  await expect(rows(page).first().getByRole("link")).toBeFocused();
  await page.keyboard.press("c");
  await expect(page.getByText("Provider id copied")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^SM[0-9a-f]{32}$/);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/messages/${ids[2]}\\?`));
  await page.keyboard.press("j");
  await expect(page).toHaveURL(new RegExp(`/messages/${ids[1]}\\?`));
});

test("columns come and go, and the choice is kept", async ({ page }) => {
  await page.goto(`/messages?template=${TEMPLATE}&range=24h`);
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("checkbox", { name: "Provider id" }).check();
  await expect(page.getByRole("columnheader", { name: "Provider id" })).toBeVisible();
  const kept = async () => (await page.context().cookies(page.url())).map(({ name }) => name);
  await expect.poll(kept).toContain("messages-without");
  await page.reload();
  await expect(page.getByRole("columnheader", { name: "Provider id" })).toBeVisible();
});

test("filters that leave nothing say so, and lead on", async ({ page }) => {
  await page.goto(`/messages?template=${TEMPLATE}&country=JP&range=24h`);
  await expect(page.getByRole("heading", { name: "No message meets these filters" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Look at the last 7 days" })).toBeVisible();
  await page.getByRole("link", { name: "Take away Country: Japan" }).click();
  await expect(rows(page)).toHaveCount(3);
});

test("an address that is not understood says so, on the first page of what is left", async ({ page }) => {
  await page.goto(
    `/messages?template=${TEMPLATE}&status=bogus&from=26/11/2026&connection=x&page=newer-999999999999999-${ids[0]}`,
  );
  const notice = page.getByRole("main").getByRole("alert");
  for (const name of ["status", "from", "connection", "page"]) await expect(notice).toContainText(`“${name}”`);
  await expect(rows(page)).toHaveCount(3);
  await page.getByRole("link", { name: "The address without it" }).click();
  await expect(notice).toHaveCount(0);
  await expect(rows(page)).toHaveCount(3);
});

test("a file cannot say what it passes over: such an address gets none", async ({ page }) => {
  const answer = await page.request.get("/messages/export?status=bogus&from=garbage");
  expect(answer.status()).toBe(422);
  expect((await answer.json()).fields).toEqual({
    status: "has a value that is not understood",
    from: "has a value that is not understood",
  });
});

test("a click that comes before the page has settled is not lost", async ({ page, context }) => {
  const slow = await context.newCDPSession(page);
  await slow.send("Emulation.setCPUThrottlingRate", { rate: 6 });
  await page.goto("/messages", { waitUntil: "commit" });
  await page.getByRole("link", { name: /^Brazil / }).click();
  await expect(page.getByRole("link", { name: "Take away Country: Brazil" })).toBeVisible({ timeout: 20_000 });
  await page.goto("/analytics", { waitUntil: "commit" });
  await page.getByRole("link", { name: "Sender", exact: true }).click();
  const bySender = page.getByRole("table", { name: "Delivery and completion by Sender" });
  await expect(bySender).toBeVisible({ timeout: 20_000 });
});

test("countries are taken in any letters and as often as they are named; a day goes from itself to itself", async ({
  page,
}) => {
  const day = new Date(Date.now() - 8 * 60_000).toISOString().slice(0, 10);
  await page.goto(`/messages?template=${TEMPLATE}&country=br&country=GB&from=${day}&to=${day}&tz=UTC`);
  await expect(page.getByRole("link", { name: "Take away Country: Brazil, United Kingdom" })).toBeVisible();
  await expect(rows(page).first()).toBeVisible();
  await page.goto(`/messages?from=${day}T10:00Z&to=${day}T10:00Z`);
  await expect(page.getByText("From and to are the same moment")).toBeVisible();
});

test.describe("a reader in Darwin", () => {
  test.use({ timezoneId: "Australia/Darwin" });

  test("passes on an address that names the zone, in which every link goes on", async ({ page }) => {
    await page.goto("/messages");
    await expect(page).toHaveURL(/tz=Australia%2FDarwin/);
    await narrow(page, TEMPLATE, "3 messages · last 24 h");
    await expect(page).toHaveURL(/template=.*tz=Australia(%2F|\/)Darwin/);
    await page.getByRole("link", { name: "7 days", exact: true }).click();
    await expect(page).toHaveURL(/range=7d.*tz=Australia(%2F|\/)Darwin/);
    await page.getByRole("link", { name: "clear all" }).click();
    await expect(page).toHaveURL(/\/messages\?.*tz=Australia(%2F|\/)Darwin/);
  });
});

test("nothing serious for axe, in both schemes, and no wider than a small phone", async ({ page }) => {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.goto(`/messages?template=${TEMPLATE}&range=24h`);
    await expectAccessible(page, { colorsOnly: colorScheme === "dark" });
  }
  await page.setViewportSize({ width: 320, height: 700 });
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(beyond).toBe(0);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("the list reads, narrows and pages", async ({ page }) => {
    await page.goto(`/messages?template=${TEMPLATE}&range=24h`);
    await page.getByRole("link", { name: /^Brazil/ }).click();
    await expect(rows(page)).toHaveCount(2);
    await page.getByText("From and to").click();
    await page.getByRole("button", { name: "Show" }).click();
    await expect(page).toHaveURL(/country=BR.*from=/);
    await expect(rows(page)).toHaveCount(2);
  });
});

test.describe("an agent", () => {
  test.use({ storageState: signedIn("agent") });

  test("reads the list but is offered no export, nor given one", async ({ page }) => {
    await page.goto(`/messages?template=${TEMPLATE}&range=24h`);
    await expect(rows(page)).toHaveCount(3);
    await expect(page.getByRole("link", { name: "Export CSV" })).toHaveCount(0);
    expect((await page.request.get("/messages/export")).status()).toBe(403);
  });
});

function rows(page: Page) {
  return page
    .getByRole("table")
    .getByRole("row")
    .filter({ has: page.getByRole("cell") });
}

async function narrow(page: Page, value: string, then: string): Promise<void> {
  await page
    .getByRole("complementary", { name: "Filters" })
    .getByRole("link", { name: new RegExp(`^${value} `) })
    .click();
  await expect(page.getByText(then)).toBeVisible();
}
