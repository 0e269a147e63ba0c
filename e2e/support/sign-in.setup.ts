import { expect, test } from "@playwright/test";
import { PEOPLE, PERSON_ROLES, signedIn } from "./people";

for (const role of PERSON_ROLES) {
  test(`sign in as ${role}`, async ({ page }) => {
    await page.goto("/sign-in");
    await page.getByLabel("Email").fill(PEOPLE[role].email);
    await page.getByLabel("Password").fill(PEOPLE[role].password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page).toHaveURL("/");
    // A new browser tells its time zone once: told here, no spec meets that post by chance.
    await expect.poll(async () => (await page.context().cookies()).map(({ name }) => name)).toContain("tz");
    await page.context().storageState({ path: signedIn(role) });
  });
}
