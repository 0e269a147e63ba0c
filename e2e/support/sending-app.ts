import { randomBytes, randomUUID } from "node:crypto";
import { addApiKey } from "@/lib/auth/add-api-key";
import { API_SCOPES, type ApiScope } from "@/lib/auth/api-scopes";
import { systemClock } from "@/lib/clock";
import { db } from "@/lib/db";
import { newId } from "@/lib/ids";
import { registerMessages } from "@/lib/registrations/register-message";
import { RegisterMessageInput } from "@/lib/registrations/registration";
import type { TestConnection } from "./receipts";

export type SendingApp = { connection: TestConnection & { key: string }; apiKey: { id: string; key: string } };

/** An app with a provider connection and an API key of its own, so that no test sees another's rows. */
export async function sendingApp(scopes: readonly ApiScope[] = API_SCOPES): Promise<SendingApp> {
  const now = new Date();
  const key = randomBytes(16).toString("base64url");
  const connection = await db().providerConnection.create({
    data: { id: newId(now), key, provider: "twilio", label: "test", createdAt: now, updatedAt: now },
  });
  const apiKey = await addApiKey({ label: "test", scopes: [...scopes] }, systemClock);
  return { connection: { id: connection.id, provider: "twilio", receiptDeadlineSeconds: 300, key }, apiKey };
}

/** Registers one message over the app's own connection; its id. */
export async function registerFor({ connection, apiKey }: SendingApp, body: object, at: Date): Promise<string> {
  const input = RegisterMessageInput.parse({ connection: connection.key, ...body });
  const [outcome] = await registerMessages(apiKey, [input], () => at);
  if (!outcome?.ok) throw outcome?.error;
  return outcome.value.id;
}

/** An id that no other test uses. */
export function uniqueId(prefix: string): string {
  return `${prefix}-${randomUUID()}`;
}

/** A number of a range kept for fiction; random, so that tests do not meet as the same person. */
export function fictionalNumber(): string {
  return `+447700900${String(Math.floor(Math.random() * 1000)).padStart(3, "0")}`;
}
