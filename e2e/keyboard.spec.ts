import { expect, type Page, test } from "@playwright/test";
import { connectProvider, makeApiKey, newSend, SendingApp } from "./tell-story";

const { userRef } = newSend();
let list = "";

test.beforeAll(async ({ playwright, baseURL }) => {
  const request = await playwright.request.newContext({ baseURL });
  const app = new SendingApp(request, await makeApiKey());
  const twilio = await connectProvider("twilio");
  const campaign = newSend().messageId;
  for (let n = 0; n < 3; n += 1) await app.register(twilio, { ...newSend(), userRef }, { templateKey: campaign });
  list = `/messages?template=${campaign}`;
});

type Press = {
  key: string;
  code: string;
  shiftKey?: boolean;
  ctrlKey?: boolean;
  altKey?: boolean;
  isComposing?: boolean;
};

/** As a keyboard of another layout would press it: the test browser's own types US English. */
async function press(page: Page, keys: Press): Promise<void> {
  const init = JSON.stringify({ ...keys, bubbles: true, cancelable: true });
  await page.evaluate(`(document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", ${init}))`);
}

const SLASHES: [layout: string, keys: Press][] = [
  ["German", { key: "/", code: "Digit7", shiftKey: true }],
  ["French", { key: "/", code: "Period", shiftKey: true }],
  ["Hebrew", { key: "/", code: "KeyQ" }],
];
for (const [layout, keys] of SLASHES) {
  test(`the box is reached by the slash of a ${layout} layout`, async ({ page }) => {
    await page.goto(list);
    const box = page.getByRole("textbox", { name: /Number, user/ });
    await expect(box).not.toBeFocused();
    await press(page, keys);
    await expect(box).toBeFocused();
  });
}

test("rows are moved over with Cyrillic letters and under Caps Lock, and by nothing that was not meant", async ({
  page,
}) => {
  await page.goto(list);
  const rows = page.locator("a[data-row-link]");
  await expect(rows).toHaveCount(3);
  await press(page, { key: "о", code: "KeyJ" });
  await expect(rows.nth(0)).toBeFocused();
  await press(page, { key: "J", code: "KeyJ" });
  await expect(rows.nth(1)).toBeFocused();
  for (const stray of [{ isComposing: true }, { ctrlKey: true }, { altKey: true }, { shiftKey: true }]) {
    await press(page, { key: "j", code: "KeyJ", ...stray });
  }
  await expect(rows.nth(1)).toBeFocused();
  await press(page, { key: "л", code: "KeyK" });
  await expect(rows.nth(0)).toBeFocused();
});

test("on a message the list's keys lead on in Cyrillic too", async ({ page }) => {
  await page.goto(list);
  await page.locator("a[data-row-link]").first().click();
  await expect(page).toHaveURL(/\/messages\/[0-9a-f-]{36}/);
  const before = page.url();
  await expect(page.getByRole("link", { name: "Older" })).toBeVisible();
  await press(page, { key: "О", code: "KeyJ" });
  await expect(page).not.toHaveURL(before);
  await expect(page).toHaveURL(/\/messages\/[0-9a-f-]{36}/);
});
