import { randomUUID } from "node:crypto";
import { type BrowserContext, expect, type Page, type Response, test } from "@playwright/test";
import { addUser } from "@/lib/auth/add-user";
import { systemClock } from "@/lib/clock";
import { expectAccessible } from "./support/accessible";
import { onDesk } from "./support/desk";
import { signedIn } from "./support/people";
import { connectProvider, makeApiKey, newSend, SendingApp } from "./tell-story";

const PASSWORD = "correct horse battery staple";
const NOBODY = { storageState: { cookies: [], origins: [] } };

test("an agent who walks a number's neighbours is stopped with a clear word, and stands in the log", async ({
  browser,
  baseURL,
}) => {
  const { email, context } = await newAgent(browser, baseURL);
  const page = await context.newPage();
  await signIn(page, email, PASSWORD);
  await expect(page).toHaveURL("/");
  const ten = (from: number) => Array.from({ length: 10 }, (_, n) => `+44 7700 900${from + n}`).join(", ");
  for (const from of [600, 610, 620]) {
    await lookUp(page, ten(from));
    await expect(page.getByRole("heading", { name: "Nothing found" })).toBeVisible();
  }
  await lookUp(page, "+44 7700 900630");
  await expect(page.getByRole("heading", { name: "Too many look-ups that found nothing" })).toBeVisible();
  await expect(page.getByText(/the next answer comes in (a minute|\d+ minutes)\. This is on record\./)).toBeVisible();
  await expectAccessible(page);
  await page.goto(`/messages/app:${randomUUID()}`);
  await expect(page.getByRole("heading", { name: "Too many look-ups that found nothing" })).toBeVisible();
  await context.close();

  const admin = await (await browser.newContext({ baseURL, storageState: signedIn("admin") })).newPage();
  await admin.goto("/audit");
  await admin.getByLabel("Who").selectOption({ label: `Walker · ${email}` });
  await admin.getByLabel("What").selectOption("Only looking");
  await admin.getByRole("button", { name: "Show" }).click();
  await expect(admin).toHaveURL(/action=looking/);
  const rows = admin.getByRole("row").filter({ hasText: "Walker" });
  await expect(rows).toHaveCount(4);
  await expect(rows.first()).toContainText("Stopped from looking up");
  await expect(rows.nth(1)).toContainText("kind phone");
  await expect(rows.nth(1)).toContainText("result none");
  expect(await admin.getByRole("main").textContent()).not.toMatch(/7700|900 ?6/);
  await expectAccessible(admin);
  await admin.context().close();
});

test("a story that refreshes itself, and a list whose rows are pointed at, stand in the log as what was opened", async ({
  browser,
  baseURL,
  playwright,
}) => {
  const app = new SendingApp(await playwright.request.newContext({ baseURL }), await makeApiKey());
  const id = await app.register(await connectProvider("twilio"), newSend(), { useCase: "login" });
  const { email, context } = await newAgent(browser, baseURL);
  const page = await context.newPage();
  await signIn(page, email, PASSWORD);
  await expect(page).toHaveURL("/");
  await page.goto("/messages");
  await page.getByRole("row").nth(1).hover();
  await page.goto(`/stories/${id}`);
  await page.waitForTimeout(9_000);
  await page.goto(`/messages/${id}`);
  await context.close();

  const admin = await (await browser.newContext({ baseURL, storageState: signedIn("admin") })).newPage();
  await admin.goto(`/audit?action=looking`);
  await admin.getByLabel("Who").selectOption({ label: `Walker · ${email}` });
  await admin.getByRole("button", { name: "Show" }).click();
  const rows = admin.getByRole("row").filter({ hasText: "Walker" });
  await expect(rows.first()).toContainText("Opened a message");
  // A span may end while the page refreshes itself.
  expect(await rows.filter({ hasText: "Opened a story" }).count()).toBeLessThanOrEqual(2);
  expect(await rows.count()).toBe(1 + (await rows.filter({ hasText: "Opened a story" }).count()));
  await admin.getByRole("button", { name: "Verify the chain" }).click();
  await expect(admin.getByText(/entries are as written\./)).toBeVisible();
  await admin.context().close();
});

test("strangers' guesses let the right password through: at once from a known browser, after a wait from another", async ({
  browser,
  baseURL,
}) => {
  const { email, context: known } = await newAgent(browser, baseURL);
  const page = await known.newPage();
  await signIn(page, email, PASSWORD);
  await expect(page).toHaveURL("/");
  const cookies = (await known.cookies()).filter(({ name }) => name !== "next-auth.session-token");
  expect(cookies).toContainEqual(
    expect.objectContaining({ name: "otp-desk-devices", httpOnly: true, sameSite: "Lax" }),
  );
  await known.clearCookies();
  await known.addCookies(cookies);

  const other = await browser.newContext({ baseURL, ...NOBODY });
  const stranger = await other.newPage();
  for (let n = 0; n < 10; n++) expect(await signInByRoute(other, email, "a stranger's guess")).toBe(401);
  await signIn(stranger, email, PASSWORD);
  await expect(stranger.getByText("Wait 10 seconds, then try again in this browser.")).toBeVisible();
  await signIn(page, email, PASSWORD);
  await expect(page).toHaveURL("/");
  await stranger.waitForTimeout(10_500);
  await signIn(stranger, email, PASSWORD);
  await expect(stranger).toHaveURL("/");
  await known.close();
  await other.close();
});

test("a browser is known as well after a sign-in by the route of the sign-in library", async ({ browser, baseURL }) => {
  const { email, context } = await newAgent(browser, baseURL);
  expect(await signInByRoute(context, email, PASSWORD)).toBe(200);
  const names = (await context.cookies()).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["next-auth.session-token", "otp-desk-devices"]));
  await context.close();
});

async function newAgent(browser: { newContext(options: object): Promise<BrowserContext> }, baseURL?: string) {
  const email = `${randomUUID()}@e2e.example`;
  await onDesk(() => addUser({ email, name: "Walker", role: "agent", password: PASSWORD }, systemClock));
  return { email, context: await browser.newContext({ baseURL, ...NOBODY }) };
}

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  const answered = page.waitForResponse((response) => isSent(response, email));
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await answered;
}

/** As a page of ours does, without one; the status that is answered. */
async function signInByRoute({ request }: BrowserContext, email: string, password: string): Promise<number> {
  const asked = await request.get("/api/auth/csrf");
  const { csrfToken } = await asked.json();
  const form = { csrfToken, email, password, json: "true" };
  const headers = { origin: new URL(asked.url()).origin };
  return (await request.post("/api/auth/callback/credentials", { form, headers })).status();
}

async function lookUp(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: /Number, user/ }).fill(text);
  const answered = page.waitForResponse((response) => isSent(response, text));
  await page.keyboard.press("Enter");
  await answered;
}

/** Not every post is the form's: a new browser also tells its time zone. */
function isSent(response: Response, text: string): boolean {
  return response.request().postData()?.includes(text) ?? false;
}
