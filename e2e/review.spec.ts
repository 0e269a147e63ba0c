import { expect, type Page, test } from "@playwright/test";
import { signedIn } from "./support/people";
import { callBack, connectProvider, makeApiKey, newSend, SendingApp } from "./tell-story";

test.use({ storageState: signedIn("admin") });

test("an admin maps an unknown status, and the story changes", async ({ page, playwright, baseURL }) => {
  const request = await playwright.request.newContext({ baseURL });
  const side = await connectProvider("generic-hmac");
  const send = newSend();
  const app = new SendingApp(request, await makeApiKey());
  const id = await app.register(side, send, { useCase: "login" });
  const rawStatus = `HANDSET_OFF_${send.providerMessageId.slice(-6)}`;
  const report = { rawStatus, providerMessageId: send.providerMessageId, recipient: send.number };
  expect(await callBack(request, side, report)).toBe(200);

  await openItem(page, rawStatus);
  await page.getByRole("button", { name: "Open an example" }).click();
  await expect(page.getByText(`"${rawStatus}"`)).toBeVisible();
  expect(await page.content()).not.toContain(send.number.slice(1));

  await page.getByLabel(`“${rawStatus}” means`).selectOption("undelivered");
  await page.getByLabel("Why it fails").selectOption("handset_unreachable");
  await page.getByRole("button", { name: "Map the status" }).click();
  await expect(page.getByText("Mapped. 1 stored event was read anew.")).toBeVisible();

  await page.goto(`/messages/${id}`);
  await expect(page.getByText(`“${rawStatus}”`)).toBeVisible();
  await expect(page.getByText("Re-mapped", { exact: false }).first()).toBeVisible();
  await page.goto("/review");
  await expect(page.getByRole("link", { name: `“${rawStatus}”` })).toHaveCount(0);

  await page.goto("/review?show=done");
  await page.getByRole("link", { name: `“${rawStatus}”` }).click();
  await page.getByRole("button", { name: /^Take back/ }).click();
  await page.getByRole("button", { name: "Take it back" }).click();
  await expect(page.getByText("Taken back. 1 stored event was read anew.")).toBeVisible();
});

test("a mapping that was taken back is said nowhere any more", async ({ page, playwright, baseURL }) => {
  const request = await playwright.request.newContext({ baseURL });
  const side = await connectProvider("generic-hmac");
  const { providerMessageId } = newSend();
  const rawStatus = `BACK_${providerMessageId.slice(-6)}`;
  await callBack(request, side, { rawStatus, providerMessageId });
  await openItem(page, rawStatus);
  await page.getByLabel(`“${rawStatus}” means`).selectOption("sent");
  await page.getByRole("button", { name: "Map the status" }).click();
  await expect(page.getByText("Mapped. 1 stored event was read anew.")).toBeVisible();
  await page.getByRole("button", { name: /^Take back/ }).click();
  await page.getByRole("button", { name: "Take it back" }).click();
  await expect(page.getByText("Taken back. 1 stored event was read anew.")).toBeVisible();
  await expect(page.getByText("Mapped", { exact: false })).toHaveCount(0);
  await expect(page.getByText("Open", { exact: true })).toBeVisible();
});

test("an item is dismissed after a question, and put back", async ({ page, playwright, baseURL }) => {
  const request = await playwright.request.newContext({ baseURL });
  const side = await connectProvider("generic-hmac");
  const { providerMessageId } = newSend();
  const rawStatus = `ODD_${providerMessageId.slice(-6)}`;
  await callBack(request, side, { rawStatus, providerMessageId });
  await openItem(page, rawStatus);
  for (const [label, done] of [
    ["Dismiss", "Dismissed. It opens again when the same thing is seen again."],
    ["Put back", "Back on the queue."],
  ] as const) {
    await page.getByRole("button", { name: label }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: label }).click();
    await expect(page.getByText(done)).toBeVisible();
    await expect(dialog).toHaveCount(0);
  }
  await expect(page.getByText("Open", { exact: true })).toBeVisible();
});

test.describe("as an analyst", () => {
  test.use({ storageState: signedIn("analyst") });

  test("the queue is read, and nothing in it opened or changed", async ({ page, playwright, baseURL }) => {
    const request = await playwright.request.newContext({ baseURL });
    const side = await connectProvider("generic-hmac");
    const { providerMessageId } = newSend();
    const rawStatus = `READ_${providerMessageId.slice(-6)}`;
    await callBack(request, side, { rawStatus, providerMessageId });
    await openItem(page, rawStatus);
    await expect(page.getByText("What is known")).toBeVisible();
    for (const name of ["Map the status", "Open an example", "Dismiss"]) {
      await expect(page.getByRole("button", { name })).toHaveCount(0);
    }
  });
});

test.describe("as an agent", () => {
  test.use({ storageState: signedIn("agent") });

  test("the queue is not to be opened", async ({ page }) => {
    await page.goto("/review");
    await expect(page).toHaveURL("/forbidden");
  });
});

async function openItem(page: Page, rawStatus: string): Promise<void> {
  await page.goto("/review");
  await page.getByRole("link", { name: `“${rawStatus}”` }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`“${rawStatus}”`);
}
