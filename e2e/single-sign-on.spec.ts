import { type Browser, expect, type Page, test } from "@playwright/test";
import { freePort } from "@/lib/database/free-port";
import { type App, cli, startApp } from "./support/app";
import { type Issuer, startIssuer } from "./support/issuer";
import { makeTestFolder, removeTestFolder } from "./support/test-folder";

const IDA = "ida@e2e.example";
const PEOPLE = {
  ida: { email: IDA, email_verified: true },
  // Somebody to whom the issuer gave the same address later on.
  ivan: { email: IDA, email_verified: true },
  uma: { email: "uma@e2e.example", email_verified: false },
  nora: { email: "nora@e2e.example", email_verified: true },
};

let app: App;
let issuer: Issuer;
const shared = process.env.E2E_DATA_DIR;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  const [port, issuerPort] = [await freePort(), await freePort()];
  issuer = await startIssuer(issuerPort, `http://127.0.0.1:${port}`, PEOPLE);
  const { url: OIDC_ISSUER, clientId: OIDC_CLIENT_ID, clientSecret: OIDC_CLIENT_SECRET } = issuer;
  const env = { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET };
  app = await startApp({ dataDir: await makeTestFolder(), port, env });
  process.env.E2E_DATA_DIR = app.dataDir;
  for (const email of [IDA, PEOPLE.uma.email]) await cli("users", "add", "--email", email, "--role", "agent");
});

test.afterAll(async () => {
  process.env.E2E_DATA_DIR = shared;
  await app?.stop();
  await issuer?.stop();
  if (app) await removeTestFolder(app.dataDir);
});

test("somebody signs in at the issuer, and out of both", async ({ browser }) => {
  const page = await newBrowser(browser);
  await signInAtIssuer(page, "ida");
  await expect(page).toHaveURL(`${app.url}/`);
  await expect(page.getByRole("button", { name: IDA })).toBeVisible();
  const cookies = await page.context().cookies(app.url);

  await page.getByRole("button", { name: IDA }).click();
  await page.getByRole("menuitem", { name: "Sign out", exact: true }).click();
  await page.getByRole("button", { name: "Yes, sign me out" }).click();
  await expect(page).toHaveURL(`${app.url}/sign-in`);
  // Out there: it asks who comes. Out here: a copy of the cookie opens nothing.
  await page.getByRole("button", { name: "Use single sign-on" }).click();
  await expect(page.getByPlaceholder("Enter any login")).toBeVisible();
  await page.context().addCookies(cookies);
  await page.goto(`${app.url}/`);
  await expect(page).toHaveURL(/\/sign-in/);

  const again = await newBrowser(browser);
  await signInAtIssuer(again, "ida");
  await expect(again).toHaveURL(`${app.url}/`);
});

test("whom the issuer vouches for is refused with the reason", async ({ browser }) => {
  const first = await newBrowser(browser);
  await signInAtIssuer(first, "ida");
  await expect(first).toHaveURL(`${app.url}/`);
  for (const [subject, words] of [
    ["ivan", "belongs to another person of the sign-in service"],
    ["uma", "has not verified your email"],
    ["nora", "no active account here is yours"],
  ] as const) {
    const page = await newBrowser(browser);
    await signInAtIssuer(page, subject);
    await expect(page.getByRole("alert").filter({ hasText: words })).toBeVisible();
    await page.goto(`${app.url}/`);
    await expect(page).toHaveURL(/\/sign-in/);
    await page.context().close();
  }
});

async function newBrowser(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  return context.newPage();
}

async function signInAtIssuer(page: Page, subject: keyof typeof PEOPLE): Promise<void> {
  await page.goto(`${app.url}/sign-in`);
  await page.getByRole("button", { name: "Use single sign-on" }).click();
  await page.getByPlaceholder("Enter any login").fill(subject);
  await page.getByPlaceholder("and password").fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}
