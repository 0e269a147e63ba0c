import { randomBytes } from "node:crypto";
import { expect, type Page, test } from "@playwright/test";
import { cli } from "./support/app";
import { PEOPLE, signedIn } from "./support/people";
import { callBack, connectProvider, newSend } from "./tell-story";

test.use({ storageState: signedIn("admin") });

const SHARED = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";

test.describe("a form that is refused keeps what was typed:", () => {
  test("a new connection, with its secret and its settings", async ({ page }) => {
    const { connection } = await connectProvider("generic-hmac");
    const { label } = await listed(connection);
    await page.goto("/connections/new?provider=generic-hmac");
    await page.getByRole("textbox", { name: "Name" }).fill(label.toUpperCase());
    await page.getByRole("textbox", { name: "Signing secret" }).fill("a secret of ours");
    await page.getByText(/^Settings: /).click();
    await page.getByRole("textbox", { name: "Signature header" }).fill("X Signature");
    await page.getByRole("combobox", { name: "Form of the signature" }).selectOption("hex");
    await page.getByRole("textbox", { name: "Further statuses" }).fill("{not json");
    await page.getByRole("button", { name: "Connect" }).click();

    await expect(page.getByText("the name of a header, like x-signature")).toBeVisible();
    await expect(page.getByText(/^is not JSON, like /)).toBeVisible();
    await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue(label.toUpperCase());
    await expect(page.getByRole("textbox", { name: "Signing secret" })).toHaveValue("a secret of ours");
    await expect(page.getByRole("textbox", { name: "Signature header" })).toHaveValue("X Signature");
    await expect(page.getByRole("combobox", { name: "Form of the signature" })).toHaveValue("hex");
    await expect(page.getByRole("textbox", { name: "Further statuses" })).toHaveValue("{not json");

    await page.getByRole("textbox", { name: "Signature header" }).fill("x-ours");
    await page.getByRole("textbox", { name: "Further statuses" }).fill("");
    await page.getByRole("button", { name: "Connect" }).click();
    await expect(page.getByText("Another connection has this name already")).toBeVisible();
    await expect(page.getByRole("textbox", { name: "Signing secret" })).toHaveValue("a secret of ours");
  });

  test("settings, and a rotation", async ({ page }) => {
    const { connection, secrets } = await connectProvider("generic-hmac");
    await page.goto(`/connections/${(await listed(connection)).id}`);
    await page.getByText("How its callbacks are read").click();
    await page.getByRole("textbox", { name: "Name" }).fill("Another name");
    await page.getByRole("textbox", { name: "Receipt deadline" }).fill("1");
    await page.getByRole("combobox", { name: "What is signed" }).selectOption("body");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("must be at least 10")).toBeVisible();
    await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue("Another name");
    await expect(page.getByRole("textbox", { name: "Receipt deadline" })).toHaveValue("1");
    await expect(page.getByRole("combobox", { name: "What is signed" })).toHaveValue("body");

    await page.getByRole("button", { name: "Rotate secrets" }).click();
    const dialog = page.getByRole("dialog", { name: "Rotate secrets" });
    await dialog.getByRole("textbox", { name: "Signing secret" }).fill(secrets.secret ?? "");
    await dialog.getByRole("combobox", { name: "Old value" }).selectOption("0");
    await dialog.getByRole("button", { name: "Store the new value" }).click();
    await expect(dialog.getByText("This is the value in force.")).toBeVisible();
    await expect(dialog.getByRole("textbox", { name: "Signing secret" })).toHaveValue(secrets.secret ?? "");
    await expect(dialog.getByRole("combobox", { name: "Old value" })).toHaveValue("0");
  });

  test("an invitation, and the account made by it", async ({ page, browser, baseURL }) => {
    await page.goto("/users");
    await page.getByRole("button", { name: "Add a person" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a person" });
    await dialog.getByLabel("Email").fill(PEOPLE.agent.email);
    await dialog.getByLabel("Role").selectOption("analyst");
    await dialog.getByRole("button", { name: "Make the link" }).click();
    await expect(dialog.getByText("This email has an account already.")).toBeVisible();
    await expect(dialog.getByLabel("Email")).toHaveValue(PEOPLE.agent.email);
    await expect(dialog.getByLabel("Role")).toHaveValue("analyst");

    await dialog.getByLabel("Email").fill(`${randomBytes(6).toString("hex")}@e2e.example`);
    await dialog.getByRole("button", { name: "Make the link" }).click();
    const link = (await dialog.getByText(/\/invite\//).textContent()) ?? "";
    const context = await browser.newContext({ baseURL, storageState: { cookies: [], origins: [] } });
    const invited = await context.newPage();
    await invited.goto(new URL(link).pathname);
    await invited.getByLabel("Name").fill("  ");
    await invited.getByLabel("Password", { exact: true }).fill("correct horse battery");
    await invited.getByRole("button", { name: "Make the account" }).click();
    await expect(invited.getByText("Up to 100 letters.")).toBeVisible();
    await expect(invited.getByLabel("Password", { exact: true })).toHaveValue("correct horse battery");
    await context.close();
  });

  test("a sign-in", async ({ browser, baseURL }) => {
    const context = await browser.newContext({ baseURL, storageState: { cookies: [], origins: [] } });
    const page = await context.newPage();
    await page.goto("/sign-in");
    await page.getByLabel("Email").fill("somebody@e2e.example");
    await page.getByLabel("Password", { exact: true }).fill("not the password");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByText("Email and password do not match an active account.")).toBeVisible();
    await expect(page.getByLabel("Email")).toHaveValue("somebody@e2e.example");
    await context.close();
  });
});

test("a secret that is ours to choose is made by a button, shown this once", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/connections/new?provider=generic-hmac");
  await page.getByRole("textbox", { name: "Name" }).fill(`Made ${randomBytes(3).toString("hex")}`);
  const input = page.getByRole("textbox", { name: "Signing secret" });
  await page.getByRole("button", { name: "Generate" }).click();
  const made = await input.inputValue();
  expect(made).toMatch(/^[0-9a-f]{64}$/);
  await expect(input).toHaveAttribute("type", "text");
  await expect(page.getByText(/Copy it for the other side now/)).toBeVisible();
  await page.getByRole("button", { name: "Copy Signing secret" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(made);
  await page.getByRole("button", { name: "Connect" }).click();
  await expect(page).toHaveURL(/\/connections\/[0-9a-f-]{36}$/);
  expect(await page.content()).not.toContain(made);
});

test("an account SID is no password, and an odd auth token is doubted, not refused", async ({ page }) => {
  await page.goto("/connections/new?provider=twilio");
  await page.getByRole("textbox", { name: "Name" }).fill(`Odd ${randomBytes(3).toString("hex")}`);
  await expect(page.getByRole("textbox", { name: "Account SID" })).not.toHaveAttribute("type", "password");
  await expect(page.getByRole("textbox", { name: "Auth token" })).toHaveAttribute("type", "password");
  await page.getByRole("textbox", { name: "Account SID" }).fill("SK0123");
  await page.getByRole("textbox", { name: "Auth token" }).fill("an-api-secret-perhaps");
  await page.getByRole("button", { name: "Connect" }).click();
  await expect(page.getByText(/^AC and 32 digits .+ like AC0123/)).toBeVisible();
  await page.getByRole("textbox", { name: "Account SID" }).fill("");
  await page.getByRole("button", { name: "Connect" }).click();
  await expect(
    page.getByText(/does not look as the provider makes them.+Auth token is usually 32 digits/),
  ).toBeVisible();
  await page.goto("/connections");
  await expect(page.getByText("Odd secret").first()).toBeVisible();
});

test("a connection waits for a secret that comes later, and says so", async ({ page }) => {
  await page.goto("/connections/new?provider=standard-webhooks");
  await page.getByRole("textbox", { name: "Name" }).fill(`Later ${randomBytes(3).toString("hex")}`);
  await page.getByRole("button", { name: "Connect" }).click();
  await expect(page.getByText(/Waiting for its secret: until it is stored/)).toBeVisible();
  await expect(page.getByText(/Signed callbacks are answered 503 to come again/)).toBeVisible();
  await page.getByRole("button", { name: "Send a test callback" }).click();
  await expect(page.getByText("No secret is in force to sign with.")).toBeVisible();
  await page.goto("/connections");
  await expect(page.getByText("Waiting for its secret").first()).toBeVisible();
  await page.goBack();
  await page.getByRole("button", { name: "Enter the secret" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Secret or public key" }).fill(SHARED);
  await dialog.getByRole("button", { name: "Store it" }).click();
  await expect(page.getByText("Secret stored, encrypted")).toBeVisible();
  await page.getByRole("button", { name: "Send a test callback" }).click();
  await expect(page.getByRole("list", { name: "The test callback" })).toContainText("Stored with a message of its own");
});

test("an archived connection leaves the list, takes its callbacks, and is brought back", async ({
  page,
  playwright,
  baseURL,
}) => {
  const side = await connectProvider("generic-hmac");
  const { id, label } = await listed(side.connection);
  await page.goto(`/connections/${id}`);
  await answerQuestion(page, "Archive");
  await expect(page.getByText(/it stands in no list and no picker/)).toBeVisible();
  await page.goto("/connections");
  await expect(page.getByRole("link", { name: label })).toHaveCount(0);

  const request = await playwright.request.newContext({ baseURL });
  const report = { rawStatus: "delivered", providerMessageId: newSend().providerMessageId };
  expect(await callBack(request, side, report)).toBe(200);
  await request.dispose();

  await page.getByRole("link", { name: /^Show \d+ archived$/ }).click();
  await page.getByRole("link", { name: label }).click();
  await answerQuestion(page, "Bring back");
  await page.goto("/connections");
  await expect(page.getByRole("link", { name: label })).toBeVisible();
});

type Listed = { id: string; key: string; label: string };

async function listed({ key }: { key: string }): Promise<Listed> {
  const connections = await cli<Listed[]>("connections", "list", "--all");
  const found = connections.find((one) => one.key === key);
  if (!found) throw new Error("the connection is not listed");
  return found;
}

async function answerQuestion(page: Page, label: string): Promise<void> {
  await page.getByRole("button", { name: label, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: label, exact: true }).click();
  await expect(dialog).toHaveCount(0);
}
