import { randomUUID } from "node:crypto";
import { afterAll, expect, it } from "vitest";
import { newMessageSid } from "@/e2e/support/receipts";
import { sendingApp } from "@/e2e/support/sending-app";
import { addConnection } from "@/lib/connections/add-connection";
import { closeDb } from "@/lib/db";
import { decide } from "@/lib/delivery/decision/decide";
import { verdict } from "@/lib/delivery/words/verdict";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { listFixtures } from "@/lib/providers/fixtures/list-fixtures";
import { registerMessages } from "@/lib/registrations/register-message";
import { RegisterMessageInput } from "@/lib/registrations/registration";
import { getStory } from "./get-story";

afterAll(async () => {
  await closeIngestPool();
  await closeDb();
});

const settable = listFixtures().filter(({ provider }) => provider.reportType);

it("is a setting of every provider whose users can choose", () => {
  expect(settable.map(({ provider }) => provider.id).sort()).toEqual([
    ...["aws-sns", "generic-hmac", "infobip", "msg91", "otpiq", "sinch-sms", "standard-webhooks"],
  ]);
  for (const { provider } of settable) {
    for (const reportType of ["all", "final"] as const)
      expect(provider.configure?.({ reportType }).reportType).toBe(reportType);
  }
});

it.each(settable.map(({ provider, fixture }) => [provider.id, provider, fixture.secrets] as const))(
  "of %s decides whether a missing step is said",
  async (id, provider, secrets) => {
    const { apiKey } = await sendingApp();
    const headline = async (settings: Record<string, unknown>) => {
      const label = `Reports ${randomUUID()}`;
      const { key } = await addConnection({ provider: id, label, secrets, settings }, () => new Date());
      const input = RegisterMessageInput.parse({
        connection: key,
        to: "+447700900123",
        providerMessageId: newMessageSid(),
      });
      const [outcome] = await registerMessages(apiKey, [input], () => new Date());
      if (!outcome?.ok) throw new Error("not registered");
      const page = await getStory(outcome.value.id, new Date());
      return page && verdict(decide(page.story), () => "").headline;
    };
    const [end, step] = [/only its end is reported/, /nothing came from the provider yet/];
    expect(await headline({ reportType: "final" })).toMatch(end);
    expect(await headline({ reportType: "all" })).toMatch(step);
    expect(await headline({})).toMatch(provider.reportType === "final" ? end : step);
  },
);
