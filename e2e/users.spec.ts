import { randomUUID } from "node:crypto";
import { expect, type Page, test } from "@playwright/test";
import { signedIn } from "./support/people";

const PASSWORD = "correct horse battery staple";

test.describe("an admin", () => {
  test.use({ storageState: signedIn("admin") });

  test("adds a person, changes their role and shuts them out at once", async ({ page, browser, baseURL }) => {
    const email = `${randomUUID()}@e2e.example`;
    await page.goto("/users");
    await page.getByRole("button", { name: "Add a person" }).click();
    await page.getByLabel("Email", { exact: true }).fill(email);
    await page.getByLabel("Role", { exact: true }).selectOption("Analyst");
    await page.getByRole("button", { name: "Make the link" }).click();
    const link = (await page.getByText(/\/invite\//).textContent()) ?? "";
    await page.getByRole("button", { name: "Done" }).click();
    await expect(page.getByRole("listitem").filter({ hasText: email })).toContainText("Analyst");

    const context = await browser.newContext({ baseURL, storageState: { cookies: [], origins: [] } });
    const person = await context.newPage();
    await person.goto(link);
    await person.getByLabel("Name").fill("Ana Lyst");
    await person.getByLabel("Password").fill(PASSWORD);
    await person.getByRole("button", { name: "Make the account" }).click();
    await expect(person).toHaveURL("/");

    await page.reload();
    const row = page.getByRole("row").filter({ hasText: email });
    await expect(row).toContainText("Analyst");
    await row.getByRole("button", { name: /Change role/ }).click();
    await page.getByLabel("Role", { exact: true }).selectOption("Admin");
    await page.getByRole("button", { name: "Change the role" }).click();
    await expect(row).toContainText("Admin");
    await person.goto("/users");
    await expect(person.getByRole("heading", { name: "Users" })).toBeVisible();

    await row.getByRole("button", { name: /Disable/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
    await expect(row).toContainText("Disabled");
    await person.goto("/");
    await expect(person).toHaveURL(/\/sign-in/);
    await context.close();

    await page.goto("/audit");
    for (const words of ["Disabled an account", "Changed a role", "Account made", "Made an invitation"]) {
      await expect(page.getByRole("row").filter({ hasText: words }).first()).toBeVisible();
    }
  });

  test("cannot change their own account", async ({ page }) => {
    await page.goto("/users");
    const own = page.getByRole("row").filter({ hasText: "you" }).filter({ hasText: "another admin can" });
    await expect(own).toHaveCount(1);
    await expect(own.getByRole("button")).toHaveCount(0);
  });

  test("filters the log, and the address says how", async ({ page }) => {
    await page.goto("/audit?action=bogus&from=garbage");
    for (const name of ["action", "from"]) {
      await expect(page.getByRole("main").getByRole("alert")).toContainText(`“${name}”`);
    }
    await page.goto("/audit");
    await page.getByLabel("What").selectOption("Signed in");
    await page.getByRole("button", { name: "Show" }).click();
    await expect(page).toHaveURL(/action=sign_in/);
    await expect(page.getByRole("row").filter({ hasText: "Signed in" }).first()).toBeVisible();
    await expect(page.getByRole("row").filter({ hasText: "Account made" })).toHaveCount(0);
    await page.getByRole("link", { name: "Clear all" }).click();
    await expect(page.getByRole("row").filter({ hasText: "Account made" }).first()).toBeVisible();
  });
});

for (const role of ["agent", "senior_agent", "analyst"] as const) {
  test.describe(role, () => {
    test.use({ storageState: signedIn(role) });

    test("sees neither the people nor the log", async ({ page }) => {
      await expectForbidden(page, "/users");
      await expectForbidden(page, "/audit");
      await expect(page.getByRole("link", { name: "Audit log" })).toHaveCount(0);
    });
  });
}

async function expectForbidden(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole("heading", { name: "Your role may not open this page" })).toBeVisible();
}
