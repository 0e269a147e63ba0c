import { expect, type Page, test } from "@playwright/test";
import { PEOPLE } from "./support/people";

test.use({ storageState: { cookies: [], origins: [] } });

test("a stranger is sent to sign in, and then to where they wanted to go", async ({ page }) => {
  await page.goto("/stories/0193f7a0-0000-7000-8000-000000000000");
  await expect(page).toHaveURL(/\/sign-in\?to=%2Fstories%2F/);
  await signIn(page, PEOPLE.agent);
  await expect(page).toHaveURL("/stories/0193f7a0-0000-7000-8000-000000000000");
  await expect(page.getByRole("heading", { name: "Nothing stands at this address" })).toBeVisible();
});

test("no address of another site is followed after sign-in", async ({ page, baseURL }) => {
  await page.goto("/sign-in?to=//evil.example/");
  await signIn(page, PEOPLE.agent);
  await expect(page).toHaveURL(`${baseURL}/`);
});

test("a wrong password and an unknown account are answered alike", async ({ page }) => {
  await page.goto("/sign-in");
  await signIn(page, { email: PEOPLE.agent.email, password: "not the password" });
  const refusal = page.getByText("Email and password do not match an active account.");
  await expect(refusal).toBeVisible();
  await page.goto("/sign-in");
  await signIn(page, { email: "nobody@e2e.example", password: "not the password" });
  await expect(refusal).toBeVisible();
});

test("signing out ends the session", async ({ page }) => {
  await page.goto("/sign-in");
  await signIn(page, PEOPLE.analyst);
  await page.getByRole("button", { name: /Analyst/ }).click();
  await page.getByRole("menuitem", { name: "Sign out", exact: true }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto("/");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("no demo account is offered outside demo mode", async ({ page }) => {
  await page.goto("/sign-in");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await expect(page.getByText("This is a demo")).toHaveCount(0);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("sign-in works, and what is refused keeps the email", async ({ page }) => {
    await page.goto("/sign-in");
    await signIn(page, { ...PEOPLE.agent, password: "another than theirs" });
    await expect(page.getByText("do not match an active account")).toBeVisible();
    await expect(page.getByLabel("Email")).toHaveValue(PEOPLE.agent.email);
    await expect(page.getByLabel("Password")).toHaveValue("");
    await signIn(page, PEOPLE.agent);
    await expect(page).toHaveURL("/");
    await expect(page.getByRole("textbox", { name: /Number, user/ })).toBeVisible();
  });
});

async function signIn(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}
