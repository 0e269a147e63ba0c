import { test } from "@playwright/test";
import { signedIn } from "./support/people";
import { callBack, connectProvider, newSend } from "./tell-story";
test.use({ storageState: signedIn("admin") });
test("shots", async ({ page, playwright, baseURL }) => {
  const request = await playwright.request.newContext({ baseURL });
  const side = await connectProvider("twilio");
  const odd = await connectProvider("generic-hmac");
  const send = newSend();
  await callBack(request, side, { rawStatus: "delivered", providerMessageId: send.providerMessageId });
  await callBack(request, { ...side, secrets: { authToken: "wrong" } }, { rawStatus: "delivered", providerMessageId: "x" });
  await callBack(request, odd, { rawStatus: "HANDSET_OFF", providerMessageId: "m1", recipient: send.number, errorCode: "7" });
  await page.waitForTimeout(6000);
  const shot = (name: string) => page.screenshot({ path: `/tmp/shots/${name}.png`, fullPage: true });
  for (const [scheme, width] of [["light", 1280], ["dark", 1280], ["light", 320]] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 800 });
    const tag = `${scheme}-${width}`;
    await page.goto("/connections"); await shot(`list-${tag}`);
    await page.goto("/connections/new"); await shot(`choose-${tag}`);
    await page.goto("/connections/new?provider=generic-hmac"); await shot(`new-${tag}`);
    await page.goto("/connections"); await page.getByRole("link", { name: "twilio" }).last().click();
    await page.getByRole("button", { name: "Send a test callback" }).click();
    await page.getByText("Stored with a message").waitFor(); await shot(`one-${tag}`);
    await page.getByRole("button", { name: "Rotate secrets" }).click(); await page.waitForTimeout(500); await shot(`rotate-${tag}`);
    await page.goto("/review"); await shot(`review-${tag}`);
    await page.getByRole("link", { name: "“HANDSET_OFF”" }).click();
    await page.getByRole("button", { name: "Open an example" }).click(); await page.getByText("HANDSET_OFF\"").waitFor();
    await page.getByLabel("means").selectOption("undelivered"); await shot(`item-${tag}`);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    console.log(tag, "overflow", overflow);
  }
});
