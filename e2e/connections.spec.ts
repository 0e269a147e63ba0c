import { randomBytes } from "node:crypto";
import { type APIRequestContext, expect, type Page, test } from "@playwright/test";
import { providers } from "@/lib/providers/registry";
import { signedIn } from "./support/people";
import { callBack, newSend, type ProviderSide } from "./tell-story";

test.use({ storageState: signedIn("admin") });

test("an admin connects a provider, proves it with a test callback, and rotates its secret under load", async ({
  page,
  playwright,
  baseURL,
}) => {
  const secret = randomBytes(16).toString("hex");
  const side = await connect(page, "Generic HMAC", secret);
  await expect(page.getByText("Secret stored, encrypted")).toBeVisible();
  await expect(page.getByText(/No callback taken yet/)).toBeVisible();

  await page.getByRole("button", { name: "Send a test callback" }).click();
  const steps = page.getByRole("list", { name: "The test callback" });
  await expect(steps).toContainText("Reached this installation over HTTP");
  await expect(steps).toContainText("Verified with the stored secret");
  await expect(steps).toContainText("Stored with a message of its own");
  await expect(page.getByText(/Callback taken; the last one/)).toBeVisible();

  const request = await playwright.request.newContext({ baseURL });
  const load = startLoad(request, side);
  const next = randomBytes(16).toString("hex");
  await rotate(page, next);
  await load.moreThan(20);
  load.side.secrets = { secret: next };
  await load.moreThan(20);
  const statuses = await load.stop();
  expect(statuses.filter((status) => status !== 200)).toEqual([]);

  await expect(page.getByText("retiring")).toBeVisible();
  await page.getByRole("button", { name: /^Revoke / }).click();
  await page.getByRole("button", { name: "Revoke now" }).click();
  await expect(page.getByText("The old value verifies nothing any more.")).toBeVisible();
  const report = { rawStatus: "delivered", providerMessageId: newSend().providerMessageId };
  expect(await callBack(request, { ...side, secrets: { secret } }, report)).toBe(401);
  await expect(page.getByText(/Its signature does not match/).first()).toBeVisible({ timeout: 20_000 });
  expect(await page.content()).not.toContain(next);
});

test("what the provider's schema refuses is said at its field, and nothing is stored", async ({ page }) => {
  await page.goto("/connections/new?provider=standard-webhooks");
  await page.getByRole("textbox", { name: "Secret or public key" }).fill("not one");
  await page.getByRole("button", { name: "Connect" }).click();
  await expect(page.getByText(/whsec_ and base64/)).toBeVisible();
  await expect(page).toHaveURL(/\/connections\/new/);
});

test("a provider that sends no callbacks has no address to paste, and says that it is asked", async ({ page }) => {
  await page.goto("/connections/new?provider=startmessaging");
  await page.getByRole("textbox", { name: "Name" }).fill(`E2E ${randomBytes(3).toString("hex")}`);
  await page.getByLabel("API key", { exact: true }).fill(`sm_live_${randomBytes(16).toString("hex")}`);
  await page.getByRole("button", { name: "Connect" }).click();
  await expect(page.getByText("there is no address to paste")).toBeVisible();
  await expect(page.getByText("What it is asked with is stored, encrypted")).toBeVisible();
  await expect(page.getByText(/a few seconds after it was sent, then at growing gaps/)).toBeVisible();
  await expect(page.getByText(/\/api\/webhooks\//)).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Send a test callback" })).toHaveCount(0);
});

test("callbacks that prove nothing are confirmed by asking, where the provider can be asked", async ({ page }) => {
  await page.goto("/connections/new?provider=otpiq");
  await page.getByRole("textbox", { name: "Name" }).fill(`E2E ${randomBytes(3).toString("hex")}`);
  await page.getByLabel("API key (optional)", { exact: true }).fill(`sk_dev_${randomBytes(16).toString("hex")}`);
  await page.getByRole("button", { name: "Connect" }).click();
  await expect(page.getByText(/whoever knows the URL can send one/)).toBeVisible();
  await page.getByRole("checkbox", { name: "Confirm by asking" }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved. Callbacks are read by it from now on.")).toBeVisible();
  await expect(page.getByText(/whoever knows the URL can send one/)).toHaveCount(0);
  await expect(page.getByText(/a callback has the provider asked, and its answer is stored instead/)).toBeVisible();
  await page.reload();
  await expect(page.getByRole("checkbox", { name: "Confirm by asking" })).toBeChecked();
  await page.getByRole("button", { name: "Send a test callback" }).click();
  await expect(page.getByText(/A test has no such message/)).toBeVisible();
});

test("a connection is switched off after a question, and on again", async ({ page, playwright, baseURL }) => {
  const side = await connect(page, "Generic HMAC", randomBytes(16).toString("hex"));
  const request = await playwright.request.newContext({ baseURL });
  const report = () => ({ rawStatus: "delivered", providerMessageId: newSend().providerMessageId });
  await answerQuestion(page, "Switch off");
  expect(await callBack(request, side, report())).toBe(404);
  await expect(page.getByText("Switched off: callbacks are answered 404")).toBeVisible();
  await answerQuestion(page, "Switch on");
  expect(await callBack(request, side, report())).toBe(200);
});

test("who may call is set in words, and a callback that does not meet it says where it came from", async ({
  page,
  playwright,
  baseURL,
}) => {
  const side = await connect(page, "Generic HMAC", randomBytes(16).toString("hex"));
  const request = await playwright.request.newContext({ baseURL });
  const report = () => ({ rawStatus: "delivered", providerMessageId: newSend().providerMessageId });
  await page.getByText("Who may call", { exact: true }).click();
  const addresses = page.getByRole("textbox", { name: "Addresses that may call" });
  await addresses.fill("203.0.113.0/33");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(/it is neither an address nor a range, like/)).toBeVisible();
  await addresses.fill("203.0.113.0/24");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved. Callbacks are read by it from now on.")).toBeVisible();
  await expect(page.getByText("Asks callers for an allowed address as well")).toBeVisible();
  expect(await callBack(request, side, report())).toBe(401);
  const refused = page.getByRole("listitem").filter({ hasText: "It comes from an address that Settings do not allow" });
  await expect(refused.filter({ hasText: "from 127.0.0.1" })).toBeVisible({ timeout: 20_000 });
  await page.getByRole("button", { name: "Send a test callback" }).click();
  await expect(page.getByRole("list", { name: "The test callback" })).toContainText("Stored with a message of its own");
  await addresses.fill("");
  await page.getByRole("button", { name: "Save" }).click();
  await expect.poll(() => callBack(request, side, report())).toBe(200);
});

for (const role of ["agent", "senior_agent", "analyst"] as const) {
  test.describe(`as ${role}`, () => {
    test.use({ storageState: signedIn(role) });

    test("connections are neither in the menu nor to be opened", async ({ page }) => {
      await page.goto("/");
      await expect(page.getByRole("navigation").getByRole("link", { name: "Connections" })).toHaveCount(0);
      for (const path of ["/connections", "/connections/new"]) {
        await page.goto(path);
        await expect(page).toHaveURL("/forbidden");
      }
    });
  });
}

async function connect(page: Page, name: string, secret: string): Promise<ProviderSide> {
  await page.goto("/connections");
  await page.getByRole("link", { name: "Add a connection" }).click();
  await page.getByRole("link", { name }).click();
  await page.getByRole("textbox", { name: "Name" }).fill(`E2E ${randomBytes(3).toString("hex")}`);
  await page.getByRole("textbox", { name: "Signing secret" }).fill(secret);
  await page.getByRole("button", { name: "Connect" }).click();
  await expect(page).toHaveURL(/\/connections\/[0-9a-f-]{36}$/);
  const url = page.getByText(/\/api\/webhooks\//).first();
  const webhookUrl = (await url.textContent()) ?? "";
  const provider = providers["generic-hmac"];
  const [id = "", key = ""] = [page.url(), webhookUrl].map((address) => address.split("/").at(-1));
  return { provider, connection: { id, key, webhookUrl }, secrets: { secret } };
}

async function rotate(page: Page, secret: string): Promise<void> {
  await page.getByRole("button", { name: "Rotate secrets" }).click();
  const dialog = page.getByRole("dialog", { name: "Rotate secrets" });
  await dialog.getByRole("textbox", { name: "Signing secret" }).fill(secret);
  await dialog.getByRole("button", { name: "Store the new value" }).click();
  await expect(page.getByText(/verifies from now on/)).toBeVisible();
  await expect(dialog).toHaveCount(0);
}

async function answerQuestion(page: Page, label: string): Promise<void> {
  await page.getByRole("button", { name: label }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: label }).click();
  await expect(dialog).toHaveCount(0);
}

/** Callbacks one after the other on four lanes, until stopped; signed with the side's secret of the moment. */
function startLoad(request: APIRequestContext, from: ProviderSide) {
  const side = { ...from };
  const statuses: number[] = [];
  let isRunning = true;
  const lanes = Array.from({ length: 4 }, async () => {
    while (isRunning) {
      const report = { rawStatus: "delivered", providerMessageId: newSend().providerMessageId };
      statuses.push(await callBack(request, side, report));
    }
  });
  const moreThan = (count: number) => {
    const wanted = statuses.length + count;
    return expect.poll(() => statuses.length, { timeout: 20_000 }).toBeGreaterThan(wanted);
  };
  const stop = async () => {
    isRunning = false;
    await Promise.all(lanes);
    return statuses;
  };
  return { side, moreThan, stop };
}
