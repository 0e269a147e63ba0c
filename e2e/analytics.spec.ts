import { expect, type Page, test } from "@playwright/test";
import { expectAccessible } from "./support/accessible";
import { signedIn } from "./support/people";
import { callBack, connectProvider, makeApiKey, newSend, SendingApp } from "./tell-story";

const TEMPLATE = `login_${crypto.randomUUID().slice(0, 8)}`;
const AMERICAN = "+14155550142";
/** What the one point of that traffic says. */
const POINT = "Reported delivered: 75 % of 4";
/** All at one moment, so that they stand in one point of every chart. */
const SENT_AT = new Date(Date.now() - 3 * 60_000);

test.use({ storageState: signedIn("analyst") });

// With our template to the United States: three delivered, one failed, one waiting; to the United Kingdom: one failed.
// With another: one delivered.
test.beforeAll(async ({ playwright, baseURL }) => {
  const request = await playwright.request.newContext({ baseURL });
  const app = new SendingApp(request, await makeApiKey());
  const side = await connectProvider("twilio");
  const send = async (number: string, rawStatus: string | null, errorCode?: string, templateKey = TEMPLATE) => {
    const message = { ...newSend(), number };
    await app.register(side, message, { templateKey, sentAt: SENT_AT.toISOString() });
    const { providerMessageId } = message;
    if (rawStatus) expect(await callBack(request, side, { providerMessageId, rawStatus, errorCode })).toBeLessThan(300);
  };
  for (const status of ["delivered", "delivered", "delivered", null]) await send(AMERICAN, status);
  await send(AMERICAN, "undelivered", "30007");
  await send("+447700900123", "undelivered", "30003");
  await send(AMERICAN, "delivered", undefined, "other_template");
  const { providerMessageId } = newSend();
  await callBack(request, side, { providerMessageId, rawStatus: "delivered", recipient: AMERICAN });
});

test("an analyst narrows to a country and a template, and follows a chart's point to its messages", async ({
  page,
}) => {
  await page.goto("/analytics");
  await choose(page, "Template", TEMPLATE);
  await expect(page.getByRole("link", { name: `Take away Template: ${TEMPLATE}` })).toBeVisible();
  await choose(page, "Country", "United States");
  await expect(page.getByRole("link", { name: "Take away Country: United States" })).toBeVisible();

  await expect(headline(page, "Reported delivered")).toContainText("75 %");
  await expect(headline(page, "Reported delivered")).toContainText("n 4 final");
  await expect(headline(page, "Reported delivered")).toContainText("small sample");
  await expect(headline(page, "Still waiting / never a receipt")).toContainText("1 / 0");

  await hoverPoint(page, POINT);
  await page.mouse.down();
  await page.mouse.up();
  await expect(page).toHaveURL(/\/messages\?.*country=US/);
  await expect(page).toHaveURL(new RegExp(`template=${TEMPLATE}`));
  await expect(rows(page)).toHaveCount(5);
});

test("the keyboard walks along the chart and opens a point; its table leads there as well", async ({ page }) => {
  await page.goto(`/analytics?template=${TEMPLATE}&country=US&range=24h`);
  const chart = page.getByRole("figure", { name: /Reported delivered and completed/ });
  await chart.getByRole("application").focus();
  for (let steps = 0; steps < 30 && !(await chart.getByText(POINT).isVisible()); steps++) {
    await page.keyboard.press("ArrowRight");
  }
  await page.keyboard.press("Enter");
  await expect(rows(page)).toHaveCount(5);

  await page.goBack();
  await chart.getByText("As a table").click();
  const row = chart.getByRole("row").filter({ hasText: "75 %" });
  await expect(row).toContainText("maturing");
  await row.getByRole("link").click();
  await expect(rows(page)).toHaveCount(5);
});

test("a breakdown leads to the messages of a part, and narrows to a value", async ({ page }) => {
  await page.goto(`/analytics?template=${TEMPLATE}`);
  const table = page.getByRole("table", { name: "Delivery and completion by Country" });
  await table.getByRole("link", { name: "1 failed" }).first().click();
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page).first()).toContainText("30007");
  await page.goBack();
  await page.getByRole("link", { name: "Sender", exact: true }).click();
  await page
    .getByRole("table", { name: "Delivery and completion by Sender" })
    .getByRole("link", { name: "ACME" })
    .first()
    .click();
  await expect(page.getByRole("link", { name: "Take away Sender: ACME" })).toBeVisible();
});

test("a filter unfolds by keyboard, and folds with Escape", async ({ page }) => {
  await page.goto("/analytics");
  const summary = page.locator("summary").filter({ hasText: "Country" });
  await summary.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("navigation", { name: "Filters" }).getByRole("link").first()).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(summary).toBeFocused();
  await expect(page.getByRole("navigation", { name: "Filters" }).getByRole("link")).toHaveCount(0);
});

test("what the app did not register is left out, said, and counted when asked for", async ({ page }) => {
  await page.goto("/analytics?range=24h");
  const figure = headline(page, "Reported delivered");
  const before = await figure.textContent();
  await page.getByRole("link", { name: "Count them too" }).click();
  await expect(page.getByRole("link", { name: "Leave them out" })).toBeVisible();
  await expect(figure).not.toHaveText(before ?? "");
});

test("nothing that meets the filters is said as such, never as a rate of zero", async ({ page }) => {
  await page.goto(`/analytics?template=${TEMPLATE}&country=IN`);
  await expect(page.getByRole("heading", { name: "No message meets these filters" })).toBeVisible();
  await expect(page.getByText("0 %")).toHaveCount(0);
  await page.getByRole("link", { name: "Keep the time, take all other filters away" }).click();
  await expect(headline(page, "Reported delivered")).toBeVisible();
});

test("a day from a date to itself has its figures, and a moment is said to be one", async ({ page }) => {
  const day = SENT_AT.toISOString().slice(0, 10);
  await page.goto(`/analytics?template=${TEMPLATE}&country=US&tz=UTC&from=${day}&to=${day}`);
  await expect(headline(page, "Reported delivered")).toContainText("75 %");
  await expect(headline(page, "Reported delivered")).toContainText("30 to 95 %");
  await page.goto(`/analytics?template=${TEMPLATE}&from=${day}T10:00Z&to=${day}T10:00Z`);
  await expect(page.getByRole("main").getByText("From and to are the same moment")).toBeVisible();
});

test("an address that is not understood says what narrows nothing, and leads to one that is", async ({ page }) => {
  await page.goto(`/analytics?template=${TEMPLATE}&country=us&country=gb&from=garbage&connection=x&step=week&tz=Mars`);
  const notice = page.getByRole("main").getByRole("alert");
  for (const name of ["from", "connection", "step", "tz"]) await expect(notice).toContainText(`“${name}”`);
  await expect(page.getByRole("link", { name: "Take away Country: United States, United Kingdom" })).toBeVisible();
  await page.getByRole("link", { name: "The address without it" }).click();
  await expect(notice).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Take away Country: United States, United Kingdom" })).toBeVisible();
});

test("a time that is too long, or whose points would be too many, is said to be cut", async ({ page }) => {
  await page.goto("/analytics?from=2024-01-01&to=2026-11-20&step=quarter&tz=UTC");
  const notice = page.getByRole("main").getByRole("alert");
  await expect(notice).toContainText("newest 400 days");
  await expect(notice).toContainText("would be too many");
});

test.describe("a reader in St John's", () => {
  test.use({ timezoneId: "America/St_Johns" });

  test("passes on an address that names the zone, from the figures to the messages", async ({ page }) => {
    await page.goto(`/analytics?template=${TEMPLATE}`);
    await expect(page).toHaveURL(/tz=America%2FSt_Johns/);
    const table = page.getByRole("table", { name: "Delivery and completion by Country" });
    await table.getByRole("link", { name: "1 failed" }).first().click();
    await expect(page).toHaveURL(/\/messages\?.*tz=America(%2F|\/)St_Johns/);
    await expect(
      page
        .getByRole("complementary", { name: "Filters" })
        .getByText(/^America\/St_Johns$/)
        .first(),
    ).toBeVisible();
  });
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`${colorScheme}: nothing serious for axe, nothing in the console, no sideways scroll at 320 px`, async ({
    page,
  }) => {
    const complaints: string[] = [];
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.emulateMedia({ colorScheme });
    await page.goto(`/analytics?template=${TEMPLATE}`);
    await expect(page.getByRole("application").first()).toBeVisible();
    await page.getByText("As a table").first().click();
    await expectAccessible(page, { colorsOnly: colorScheme === "dark" });
    await page.setViewportSize({ width: 320, height: 640 });
    const beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    await expect.poll(() => page.evaluate(beyond)).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
  });
}

test.describe("an agent", () => {
  test.use({ storageState: signedIn("agent") });

  test("has no way to the rates", async ({ page }) => {
    await page.goto("/");
    await expect(page.getByRole("link", { name: "Analytics" })).toHaveCount(0);
    await page.goto("/analytics");
    await expect(page).toHaveURL("/forbidden");
  });
});

async function choose(page: Page, facet: string, value: string): Promise<void> {
  const menu = page.getByRole("navigation", { name: "Filters" }).getByRole("group").filter({ hasText: facet });
  await menu.getByText(facet, { exact: true }).click();
  await menu.getByRole("link", { name: value }).click();
}

function headline(page: Page, title: string) {
  return page.locator("section").filter({ has: page.getByRole("heading", { name: title, exact: true }) });
}

/** Moves the pointer along the first chart, from now backwards, until it tells of this. */
async function hoverPoint(page: Page, text: string): Promise<void> {
  const chart = page.getByRole("figure", { name: /Reported delivered and completed/ });
  const box = await chart.getByRole("application").boundingBox();
  if (!box) throw new Error("the chart has no place on the page");
  for (let back = 20; back < box.width; back += 20) {
    await page.mouse.move(box.x + box.width - back, box.y + box.height / 2);
    if (await chart.getByText(text).isVisible()) return;
  }
  throw new Error(`no point says ${text}`);
}

function rows(page: Page) {
  return page
    .getByRole("table", { name: /Messages/ })
    .getByRole("row")
    .filter({ has: page.getByRole("cell") });
}
