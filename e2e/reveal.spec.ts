import { type APIRequestContext, expect, type Page, test } from "@playwright/test";
import { PEOPLE, signedIn } from "./support/people";
import { connectProvider, makeApiKey, newSend, type ProviderSide, type Send, SendingApp } from "./tell-story";

let request: APIRequestContext;
let app: SendingApp;
let twilio: ProviderSide;
let send: Send;
let id: string;

test.beforeAll(async ({ playwright, baseURL }) => {
  request = await playwright.request.newContext({ baseURL });
  app = new SendingApp(request, await makeApiKey());
  twilio = await connectProvider("twilio");
});

test.beforeEach(async () => {
  send = newSend();
  id = await app.register(twilio, send);
});

// An open story asks again by itself: the answers on their way are waited for.
test.afterEach(({ page }) => page.unrouteAll({ behavior: "wait" }));

test.describe("a senior agent", () => {
  test.use({ storageState: signedIn("senior_agent") });

  test("reveals a number with a reason, and it is hidden again after a minute", async ({ page }) => {
    await page.clock.install();
    const heard = await listen(page);
    await page.goto(`/stories/${id}`);
    expect(holds(await page.content(), send)).toBe(false);

    await openReveal(page);
    await page.getByLabel("Reason").selectOption("Escalation to the provider");
    await page.getByLabel("Ticket").fill("ZD-4711");
    await page.getByRole("button", { name: "Reveal", exact: true }).click();
    const number = page.getByLabel("The number", { exact: true });
    await expect(number).toHaveText(shown(send));
    await expect(page.getByText(/Hidden again in \d+ s/)).toBeVisible();

    await page.clock.fastForward(61_000);
    await expect(number).toBeHidden();
    expect(holds(await page.content(), send)).toBe(false);
    // One answer held the number: the action's, which nobody may keep. No address did.
    expect(heard.telling.map(({ method, cache }) => [method, cache])).toEqual([
      ["POST", expect.stringMatching("no-store")],
    ]);
    expect(heard.urls.filter((url) => holds(decodeURIComponent(url), send))).toEqual([]);
  });

  test("hides it at will, and is asked for words where the reason is another", async ({ page }) => {
    await page.goto(`/stories/${id}`);
    await openReveal(page);
    await page.getByLabel("Reason").selectOption("Another reason");
    await page.getByRole("button", { name: "Reveal", exact: true }).click();
    await expect(page.getByLabel("In your words")).toBeFocused();
    await page.getByLabel("In your words").fill("Called back on another line");
    await page.getByRole("button", { name: "Reveal", exact: true }).click();
    await expect(page.getByLabel("The number", { exact: true })).toHaveText(shown(send));
    await page.getByRole("button", { name: "Hide now" }).click();
    await expect(page.getByLabel("The number", { exact: true })).toBeHidden();
    expect(holds(await page.content(), send)).toBe(false);
  });

  test("is on record for it, and the log is whole", async ({ page, browser, baseURL }) => {
    await page.goto(`/stories/${id}`);
    await openReveal(page);
    await page.getByLabel("Ticket").fill("ZD-4712");
    await page.getByRole("button", { name: "Reveal", exact: true }).click();
    await expect(page.getByLabel("The number", { exact: true })).toBeVisible();

    const context = await browser.newContext({ baseURL, storageState: signedIn("admin") });
    const log = await context.newPage();
    await log.goto(`/audit?action=number_revealed&subject=${id}`);
    const entry = log.getByRole("row").filter({ hasText: "Revealed a number" });
    await expect(entry).toHaveCount(1);
    await expect(entry).toContainText(PEOPLE.senior_agent.email);
    await expect(entry).toContainText("reason customer asked");
    await expect(entry).toContainText("ticket ZD-4712");
    await expect(entry.locator("time")).toContainText("UTC");
    await log.getByRole("button", { name: "Verify the chain" }).click();
    await expect(log.getByText(/All [\d,]+ entries are as written/)).toBeVisible();
    await context.close();
  });
});

test.describe("an agent", () => {
  test("cannot reveal", async ({ page }) => {
    await page.goto(`/stories/${id}`);
    await expect(page.getByRole("button", { name: "Compare number" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Reveal…" })).toHaveCount(0);
  });

  test("compares what the customer reads out, five times an hour", async ({ page }) => {
    const heard = await listen(page);
    await page.goto(`/stories/${id}`);
    await page.getByRole("button", { name: "Compare number" }).click();
    await compare(page, "no number");
    await expect(page.getByText("cannot be read as a number")).toBeVisible();
    await compare(page, send.number.replace("+44", "0"));
    await expect(page.getByText("The same number")).toBeVisible();
    const [different, none] = [page.getByText("Not the same number"), page.getByText("No tries left here")];
    await compare(page, "+44 7700 900999");
    await expect(different).toBeVisible();
    // The hour may turn over in the middle, and give five more.
    for (let tries = 2; tries < 12 && !(await none.isVisible()); tries++) {
      await compare(page, "+44 7700 900999");
      await expect(different.or(none)).toBeVisible();
    }
    await compare(page, send.number);
    await expect(none).toBeVisible();
    expect(heard.telling).toEqual([]);
    expect(heard.urls.filter((url) => holds(decodeURIComponent(url), send))).toEqual([]);
  });

  test("is refused when they call the senior agent's action themselves", async ({ page, browser, baseURL }) => {
    const context = await browser.newContext({ baseURL, storageState: signedIn("senior_agent") });
    const senior = await context.newPage();
    await senior.goto(`/stories/${id}`);
    await openReveal(senior);
    const called = senior.waitForRequest((one) => one.method() === "POST");
    await senior.getByRole("button", { name: "Reveal", exact: true }).click();
    const { "next-action": action = "", "next-router-state-tree": tree = "" } = await (await called).allHeaders();
    const data = (await called).postData() ?? "";
    const headers = {
      "next-action": action,
      "next-router-state-tree": tree,
      "content-type": "text/plain;charset=UTF-8",
      origin: baseURL ?? "",
    };
    const repeat = (api: APIRequestContext) => api.post(`/stories/${id}`, { headers, data, maxRedirects: 0 });

    expect(holds(await (await repeat(context.request)).text(), send)).toBe(true);
    const refused = await repeat(page.request);
    expect(refused.status()).toBe(403);
    expect(holds(await refused.text(), send)).toBe(false);
    await context.close();
  });
});

async function openReveal(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Reveal…" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
}

async function compare(page: Page, typed: string): Promise<void> {
  await page.getByLabel("What the customer reads out").fill(typed);
  const answered = page.waitForResponse((answer) => answer.request().postData()?.includes(typed) ?? false);
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await answered;
}

type Heard = { urls: string[]; telling: { method: string; cache: string | undefined }[] };

/** Every address that the browser asks for, and every answer that holds the number, read before the browser has it. */
async function listen(page: Page): Promise<Heard> {
  const heard: Heard = { urls: [], telling: [] };
  await page.route("**/*", async (route) => {
    const asked = route.request();
    heard.urls.push(asked.url());
    // News of changes, without an end to wait for.
    if (asked.resourceType() === "eventsource") return route.continue();
    const answer = await route.fetch({ maxRedirects: 0 });
    if (holds(await answer.text(), send)) {
      heard.telling.push({ method: asked.method(), cache: answer.headers()["cache-control"] });
    }
    await route.fulfill({ response: answer });
  });
  return heard;
}

function shown({ number }: Send): string {
  return `${number.slice(0, 3)} ${number.slice(3, 7)} ${number.slice(7)}`;
}

function holds(text: string, { number }: Send): boolean {
  return text.replace(/[\s()-]/g, "").includes(number.slice(3));
}
