import { randomBytes } from "node:crypto";
import { expect, test } from "@playwright/test";
import type { ProviderId } from "@/lib/providers/registry";
import { callBack, connectProvider, makeApiKey, newSend, SendingApp } from "./tell-story";

type Example = { id: ProviderId; name: string; rawStatus: string; errorCode: string; label: string; meaning: string };

const EXAMPLES: readonly Example[] = [
  {
    ...{ id: "plivo", name: "Plivo", rawStatus: "undelivered", errorCode: "30" },
    ...{ label: "Filtered", meaning: "Spam detected" },
  },
  {
    ...{ id: "infobip", name: "Infobip", rawStatus: "undeliverable_not_delivered", errorCode: "27" },
    ...{ label: "Phone unreachable", meaning: "Absent subscriber" },
  },
  {
    ...{ id: "sinch-sms", name: "Sinch SMS", rawStatus: "rejected", errorCode: "402" },
    ...{ label: "Rejected", meaning: "Unroutable: the SMSC rejected the message" },
  },
];

for (const { id, name, rawStatus, errorCode, label, meaning } of EXAMPLES) {
  test(`a signed callback of ${name}'s is explained in the story and on the message`, async ({
    page,
    playwright,
    baseURL,
  }) => {
    const request = await playwright.request.newContext({ baseURL });
    const side = await connectProvider(id);
    const app = new SendingApp(request, await makeApiKey());
    const send = { ...newSend(), providerMessageId: side.provider.demo.newMessageId(hexDigits) };
    const { providerMessageId, number: recipient } = send;
    const message = await app.register(side, send);
    const report = { providerMessageId, rawStatus, errorCode, recipient, sender: "ACME" };
    expect(await callBack(request, side, report)).toBeLessThan(300);

    await page.goto("/");
    const box = page.getByRole("textbox", { name: /Number, user/ });
    await box.fill(providerMessageId);
    await box.press("Enter");
    await expect(page).toHaveURL(/\/stories\//);
    await expect(page.getByLabel("Verdict")).toContainText(name);
    await expect(page.getByText(`code ${errorCode}`).first()).toBeVisible();
    await expect(page.getByText(/^May be: /)).toBeVisible();

    await page.goto(`/messages/${message}`);
    const reported = page.getByRole("listitem").filter({ hasText: `code ${errorCode}` });
    await expect(reported).toContainText(label);
    await expect(reported).toContainText(meaning);
    await expect(page.getByText(/Possible causes: \w/)).toBeVisible();
  });
}

function hexDigits(digits: number): string {
  return randomBytes(digits).toString("hex").slice(0, digits);
}
