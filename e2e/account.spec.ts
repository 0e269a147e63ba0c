import { randomUUID } from "node:crypto";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { addUser } from "@/lib/auth/add-user";
import { systemClock } from "@/lib/clock";
import { onDesk } from "./support/desk";
import { signedIn } from "./support/people";

const PASSWORD = "correct horse battery staple";
const OTHER_PASSWORD = "quiet-11-lanterns-hum";

test("somebody changes their password, and every other browser is out", async ({ browser, baseURL }) => {
  const email = await newPerson();
  const [desk, phone] = [
    await signedInBrowser(browser, baseURL, email),
    await signedInBrowser(browser, baseURL, email),
  ];
  await desk.getByRole("button", { name: email }).click();
  await desk.getByRole("menuitem", { name: "Account and password" }).click();
  await expect(desk.getByRole("heading", { name: "Your account" })).toBeVisible();
  const change = async (current: string, password: string) => {
    await desk.getByLabel("Current password").fill(current);
    await desk.getByLabel("New password").fill(password);
    await desk.getByRole("button", { name: "Change the password" }).click();
  };
  await change(PASSWORD, "password1234");
  await expect(desk.getByText("choose another")).toBeVisible();
  await change("not the password", OTHER_PASSWORD);
  await expect(desk.getByText("The current password is not this one.")).toBeVisible();
  await change(PASSWORD, OTHER_PASSWORD);
  await expect(desk.getByText("Your password is changed.")).toBeVisible();
  await phone.goto("/");
  await expect(phone).toHaveURL(/\/sign-in/);
  await desk.goto("/");
  await expect(desk.getByRole("textbox", { name: /Number, user/ })).toBeVisible();
  await signIn(phone, email, OTHER_PASSWORD);
  await expect(phone).toHaveURL("/");
});

test("signing out everywhere is felt in every browser", async ({ browser, baseURL }) => {
  const email = await newPerson();
  const [desk, phone] = [
    await signedInBrowser(browser, baseURL, email),
    await signedInBrowser(browser, baseURL, email),
  ];
  await desk.getByRole("button", { name: email }).click();
  await desk.getByRole("menuitem", { name: "Sign out everywhere" }).click();
  await expect(desk).toHaveURL(/\/sign-in/);
  for (const page of [desk, phone]) {
    await page.goto("/");
    await expect(page).toHaveURL(/\/sign-in/);
  }
});

test.describe("an admin", () => {
  test.use({ storageState: signedIn("admin") });

  test("gives somebody a link for a new password", async ({ page, browser, baseURL }) => {
    const email = await newPerson();
    const forgetful = await signedInBrowser(browser, baseURL, email);
    await page.goto("/users");
    await page
      .getByRole("row")
      .filter({ hasText: email })
      .getByRole("button", { name: /New password/ })
      .click();
    await page.getByRole("button", { name: "Make the link" }).click();
    const link = (await page.getByText(/\/reset\//).textContent()) ?? "";

    await forgetful.goto(link);
    await forgetful.getByLabel("New password").fill(OTHER_PASSWORD);
    await forgetful.getByRole("button", { name: "Set the password" }).click();
    await expect(forgetful.getByRole("heading", { name: "Your new password is set" })).toBeVisible();
    await forgetful.goto("/");
    await expect(forgetful).toHaveURL(/\/sign-in/);
    await signIn(forgetful, email, OTHER_PASSWORD);
    await expect(forgetful).toHaveURL("/");
    await forgetful.goto(link);
    await expect(forgetful.getByRole("heading", { name: "This link does not work any more" })).toBeVisible();
  });

  test("makes an API key, sees it once, and revokes it", async ({ page, request }) => {
    const label = `Shop ${randomUUID()}`;
    await page.goto("/api-keys");
    await page.getByRole("button", { name: "Make a key" }).click();
    await page.getByLabel("App").fill(label);
    await page.getByRole("button", { name: "Make the key" }).click();
    await expect(page.getByText("Choose at least one.")).toBeVisible();
    await page.getByLabel("App").fill(label);
    await page.getByLabel("messages:read").check();
    await page.getByRole("button", { name: "Make the key" }).click();
    const key = (await page.getByText(/^otpdesk_/).textContent()) ?? "";
    await page.getByRole("button", { name: "Done" }).click();
    await expect(page.getByText(key)).toHaveCount(0);
    const ask = () => request.get("/api/v1/messages/nothing", { headers: { authorization: `Bearer ${key}` } });
    expect((await ask()).status()).toBe(404);
    const row = page.getByRole("row").filter({ hasText: label });
    await expect(row).toContainText("messages:read");
    await row.getByRole("button", { name: /Revoke/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await expect(row).toContainText("revoked");
    expect((await ask()).status()).toBe(401);
  });
});

async function newPerson(): Promise<string> {
  const email = `${randomUUID()}@e2e.example`;
  await onDesk(() => addUser({ email, name: email, role: "agent", password: PASSWORD }, systemClock));
  return email;
}

async function signedInBrowser(browser: Browser, baseURL: string | undefined, email: string): Promise<Page> {
  const context = await browser.newContext({ baseURL, storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await signIn(page, email, PASSWORD);
  await expect(page).toHaveURL("/");
  return page;
}

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}
