import { expect, type Page, test } from "@playwright/test";
import { expectAccessible } from "./support/accessible";
import { signedIn } from "./support/people";
import { callBack, connectProvider, makeApiKey, newSend, SendingApp } from "./tell-story";

const send = newSend();
let paths: Record<string, string> = {};

test.beforeAll(async ({ playwright, baseURL }) => {
  const request = await playwright.request.newContext({ baseURL });
  const app = new SendingApp(request, await makeApiKey());
  const twilio = await connectProvider("twilio");
  const id = await app.register(twilio, send, { useCase: "login", metadata: { device: "web" } });
  const { providerMessageId } = send;
  await callBack(request, twilio, { providerMessageId, rawStatus: "undelivered", errorCode: "30003" });
  await callBack(request, twilio, { providerMessageId, rawStatus: "delivered" });
  await callBack(request, twilio, { providerMessageId, rawStatus: "delivered" });
  paths = { "look up": "/", story: `/stories/${id}`, message: `/messages/${id}`, "not found": "/stories/none" };
});

/** The status itself, and the styles of the page that was sought, which were on their way before it was known. */
const OF_NO_PAGE = /404|\.css was preloaded using link preload but not used/;
const SCREENS = ["look up", "story", "message", "not found"];

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`${colorScheme} scheme`, () => {
    test.use({ colorScheme });

    for (const screen of SCREENS) {
      test(`${screen}: nothing serious for axe, nothing in the console`, async ({ page }) => {
        const complaints = listen(page);
        await page.goto(paths[screen] ?? "");
        await expect(page.locator(`html[data-mantine-color-scheme=${colorScheme}]`)).toBeAttached();
        await expectAccessible(page, { colorsOnly: colorScheme === "dark" });
        expect(complaints.filter((text) => screen !== "not found" || !OF_NO_PAGE.test(text))).toEqual([]);
      });
    }

    test("answers of the look-up: nothing serious for axe", async ({ page }) => {
      await page.goto("/");
      await page.getByRole("textbox", { name: /Number, user/ }).fill("+1 415 555 0197");
      await page.keyboard.press("Enter");
      await expect(page.getByRole("heading", { name: "Nothing found" })).toBeVisible();
      await expectAccessible(page, { colorsOnly: colorScheme === "dark" });
    });

    test("the open user menu: nothing serious for axe", async ({ page }) => {
      await page.goto("/");
      await page.getByRole("button", { name: /Agent/ }).click();
      await expect(page.getByRole("menuitem", { name: "Sign out", exact: true })).toBeVisible();
      await expectAccessible(page, { colorsOnly: colorScheme === "dark" });
    });

    test("sign-in: nothing serious for axe, nothing in the console", async ({ browser, baseURL }) => {
      const context = await browser.newContext({ baseURL, colorScheme, storageState: { cookies: [], origins: [] } });
      const page = await context.newPage();
      const complaints = listen(page);
      await page.goto("/sign-in");
      await expectAccessible(page, { colorsOnly: colorScheme === "dark" });
      expect(complaints).toEqual([]);
      await context.close();
    });
  });
}

test.describe("at 320 px", () => {
  test.use({ viewport: { width: 320, height: 640 } });

  for (const screen of SCREENS) {
    test(`${screen} does not scroll sideways`, async ({ page }) => {
      await page.goto(paths[screen] ?? "");
      const beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
      expect(await page.evaluate(beyond)).toBeLessThanOrEqual(0);
    });
  }
});

test("from the first key to the story and on, by keyboard alone", async ({ page }) => {
  await page.goto(paths.message ?? "");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the page" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("#content")).toBeFocused();
  await page.keyboard.press("/");
  await page.keyboard.type(send.userRef);
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Verdict")).toBeVisible();
  const link = page.getByRole("link", { name: "SMS 1", exact: true });
  await link.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/messages\//);
});

test("the chosen scheme stays", async ({ page, context }) => {
  await page.goto("/");
  await page.getByRole("button", { name: /Agent/ }).click();
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  await expect.poll(async () => (await context.cookies()).find(({ name }) => name === "scheme")?.value).toBe("dark");
  await page.reload();
  await expect(page.locator("html[data-mantine-color-scheme=dark]")).toBeAttached();
});

test.describe("without scripts", () => {
  const DARK = { background: "rgb(15, 18, 24)", text: "rgb(230, 233, 239)", field: "rgb(22, 26, 34)" };
  const LIGHT = { background: "rgb(247, 248, 250)", text: "rgb(26, 31, 43)", field: "rgb(255, 255, 255)" };

  for (const [system, chosen, expected] of [
    ["dark", null, DARK],
    ["light", null, LIGHT],
    ["dark", "light", LIGHT],
    ["light", "dark", DARK],
  ] as const) {
    test(`a ${system} system and ${chosen ?? "no"} choice`, async ({ browser, baseURL }) => {
      const storageState = signedIn("agent");
      const context = await browser.newContext({
        baseURL,
        storageState,
        colorScheme: system,
        javaScriptEnabled: false,
      });
      if (chosen) await context.addCookies([{ name: "scheme", value: chosen, url: baseURL ?? "" }]);
      const page = await context.newPage();
      await page.goto(paths.story ?? "");
      const body = page.locator("body");
      await expect(body).toHaveCSS("background-color", expected.background);
      await expect(body).toHaveCSS("color", expected.text);
      const box = page.getByRole("textbox", { name: /Number, user/ });
      await expect(box).toHaveCSS("background-color", expected.field);
      await expect(box).toHaveCSS("color", expected.text);
      await context.close();
    });
  }
});

test("personal pages are kept by nobody and framed by nobody", async ({ page }) => {
  const answer = await page.goto(paths.story ?? "");
  const headers = answer?.headers() ?? {};
  expect(headers["cache-control"]).toContain("no-store");
  expect(headers["content-security-policy"]).toMatch(/script-src 'self' 'nonce-[^']+' 'strict-dynamic';/);
  expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["referrer-policy"]).toBe("same-origin");
});

function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  return complaints;
}
