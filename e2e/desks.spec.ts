import { expect, test } from "@playwright/test";
import { expectAccessible } from "./support/accessible";
import { cli } from "./support/app";
import { signedIn } from "./support/people";
import { callBack, connectProvider, newSend } from "./tell-story";

test.use({ storageState: signedIn("admin") });

let pages: Record<string, string> = {};

test.beforeAll(async ({ playwright, baseURL, browser }) => {
  const request = await playwright.request.newContext({ baseURL });
  const twilio = await connectProvider("twilio");
  const rawStatus = `odd_${Date.now().toString(36)}`;
  await callBack(request, twilio, { providerMessageId: newSend().providerMessageId, rawStatus });
  const connections = await cli<{ id: string; key: string }[]>("connections", "list");
  const { id } = connections.find(({ key }) => key === twilio.connection.key) ?? { id: "" };
  const context = await browser.newContext({ baseURL, storageState: signedIn("admin") });
  const page = await context.newPage();
  await page.goto("/review");
  const item = await page.getByRole("link", { name: rawStatus }).getAttribute("href");
  await context.close();
  pages = {
    connections: "/connections",
    "a new connection": "/connections/new",
    "one connection": `/connections/${id}`,
    "review queue": "/review",
    "one review item": item ?? "",
    users: "/users",
    "audit log": "/audit",
  };
});

const NAMES = [
  ...["connections", "a new connection", "one connection"],
  ...["review queue", "one review item", "users", "audit log"],
];

for (const name of NAMES) {
  test(`${name}: nothing serious for axe in both themes, no complaint, no sideways scroll at 320 px`, async ({
    page,
  }) => {
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    await page.emulateMedia({ colorScheme: "dark" });
    await page.goto(pages[name] ?? "");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectAccessible(page, { colorsOnly: true });
    await page.emulateMedia({ colorScheme: "light" });
    await expect(page.locator("html[data-mantine-color-scheme=light]")).toBeAttached();
    await expectAccessible(page);
    await page.setViewportSize({ width: 320, height: 700 });
    const beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    await expect.poll(() => page.evaluate(beyond)).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
  });
}
