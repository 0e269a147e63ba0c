import { randomUUID } from "node:crypto";
import { expect, type Page, test } from "@playwright/test";
import { expectAccessible } from "./support/accessible";
import { callBack, connectProvider, makeApiKey, newSend, type ProviderSide, SendingApp } from "./tell-story";

/** The agent sits in London; the customers do not. */
test.use({ timezoneId: "Europe/London", locale: "en-GB" });

let request: Parameters<typeof callBack>[0];
let app: SendingApp;
let twilio: ProviderSide;
let address: Record<"arabic" | "hindi" | "portuguese", string>;

test.beforeAll(async ({ playwright, baseURL }) => {
  request = await playwright.request.newContext({ baseURL });
  app = new SendingApp(request, await makeApiKey());
  twilio = await connectProvider("twilio");
  address = {
    arabic: await tell("+96650000", 4, "delivered"),
    hindi: await tell("+9155550", 5, "sent"),
    portuguese: await tell("+551190000", 4, "undelivered"),
  };
});

test("the sentence comes in the customer's language, Arabic from right to left with its times kept apart", async ({
  page,
}) => {
  await page.goto(address.arabic);
  const sentence = sentenceOn(page);
  await expect(sentence).toHaveAttribute("lang", "ar");
  await expect(sentence).toHaveCSS("direction", "rtl");
  await expect(sentence).toContainText(/\u2068[^\u2069]*\d:\d\d [صم] GMT\+3\u2069/);
  await expect(page.getByText("in the customer's time")).toBeVisible();
  expect(await fontsIn(page)).toContain("Noto Sans Arabic Variable");
  await page.getByText("For you, in العربية").click();
  await expect(page.getByText("يفيد أحد التقارير بتسليم الرسالة.")).toHaveCSS("direction", "rtl");
  await expectAccessible(page);
});

test("Hindi has its own letters, and the agent chooses another language and hears what it means", async ({
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(address.hindi);
  const sentence = sentenceOn(page);
  await expect(sentence).toHaveText(/^[^A-Za-z]*\d{1,2}:\d\d [ap]m IST.+।$/);
  expect(await fontsIn(page)).toContain("Noto Sans Devanagari Variable");
  await expect(
    page.getByText(/^In English: The message sent at|^In English: There is no delivery report/),
  ).toBeVisible();

  await page.getByLabel("Language of the sentence").selectOption({ label: "Français" });
  await expect(sentence).toHaveAttribute("lang", "fr");
  await page.getByRole("button", { name: "Copy the sentence" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Copied" })).toBeAttached();
  expect(await page.evaluate("navigator.clipboard.readText()")).toBe(await sentence.textContent());

  await page.getByLabel("Language of the sentence").selectOption({ label: "English" });
  await expect(page.getByText(/^In English:/)).toHaveCount(0);
});

test("Portuguese names the zone, of which the country has several", async ({ page }) => {
  await page.goto(address.portuguese);
  await expect(sentenceOn(page)).toHaveText(/^Segundo um relatório, .+\d\d:\d\d (GMT|BST|UTC)\).+celular/);
  await expect(page.getByText(/the country has several zones/)).toBeVisible();
});

test("what the customer says changes the next step, and can be taken back", async ({ page }) => {
  await page.goto(await tell("+447700900", 3, "delivered", [{ type: "verified", at: new Date().toISOString() }]));
  await expect(page.getByText("Nothing to do.", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Not received" }).click();
  await expect(page.getByText("Secure the account first.", { exact: true })).toBeVisible();
  await expect(page.getByLabel("Verdict")).toContainText("The customer says that no code came.");
  await expect(page.getByRole("button", { name: "Not received" })).toHaveAttribute("aria-pressed", "true");
  await expect(sentenceOn(page)).toContainText("secure your account");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Take back" }).click();
  await expect(page.getByText("Nothing to do.", { exact: true })).toBeVisible();
});

test("a wait is counted down by itself, and at its end another step is asked for", async ({ page }) => {
  await page.goto(await tell("+447700900", 3, "delivered", [], 0));
  const left = page.getByRole("timer");
  await expect(left).toHaveText(/^(1 min|\d\d s) left\. Then, if nothing else is reported: Ask for a new code\.$/);
  const progress = page.getByRole("progressbar", { name: "How much of the pause is over" });
  const before = Number(await progress.getAttribute("aria-valuenow"));
  await expect.poll(async () => Number(await progress.getAttribute("aria-valuenow"))).toBeGreaterThan(before);
  await expectAccessible(page);
});

for (const [name, look] of Object.entries({
  light: { colorScheme: "light", width: 1280 },
  dark: { colorScheme: "dark", width: 1280 },
  narrow: { colorScheme: "light", width: 320 },
} as const)) {
  test.describe(name, () => {
    test.use({ colorScheme: look.colorScheme, viewport: { width: look.width, height: 900 } });
    test("every language stands in its card", async ({ page }, testInfo) => {
      for (const language of ["arabic", "hindi", "portuguese"] as const) {
        await page.goto(address[language]);
        await expect(sentenceOn(page)).toBeVisible();
        await page.evaluate("document.fonts.ready");
        const overflow = await page.evaluate(
          "document.documentElement.scrollWidth - document.documentElement.clientWidth",
        );
        expect(overflow).toBe(0);
        await page.screenshot({ path: testInfo.outputPath(`${language}.png`), fullPage: true });
      }
      await expectAccessible(page, { colorsOnly: true });
    });
  });
}

function sentenceOn(page: Page) {
  return page.locator("section", { hasText: "Say to the customer" }).locator("p[lang]");
}

function fontsIn(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    await document.fonts.ready;
    return [...document.fonts]
      .filter(({ status }) => status === "loaded")
      .map(({ family }) => family.replaceAll('"', ""));
  });
}

/** The story of an attempt with one message, to a made-up number of a country. */
async function tell(
  prefix: string,
  digits: number,
  rawStatus: string,
  more: Record<string, unknown>[] = [],
  secondsAgo = 40,
) {
  const sentAt = new Date(Date.now() - secondsAgo * 1_000).toISOString();
  const send = newSend();
  const last = Number.parseInt(randomUUID().slice(0, 6), 16) % 10 ** digits;
  send.number = `${prefix}${String(last).padStart(digits, "0")}`;
  const verificationId = `vrf_${randomUUID()}`;
  const { userRef } = send;
  await app.tell(verificationId, [{ type: "requested", at: sentAt, userRef }]);
  const id = await app.register(twilio, send, { verificationId, sentAt });
  const { providerMessageId } = send;
  const errorCode = rawStatus === "undelivered" ? "30003" : undefined;
  await callBack(request, twilio, {
    providerMessageId,
    rawStatus,
    recipient: send.number,
    ...(errorCode && { errorCode }),
  });
  if (more.length > 0)
    await app.tell(
      verificationId,
      more.map((event) => ({ userRef, ...event })),
    );
  return `/stories/${id}`;
}
