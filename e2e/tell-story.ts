import { randomBytes, randomUUID } from "node:crypto";
import type { APIRequestContext } from "@playwright/test";
import { addApiKey } from "@/lib/auth/add-api-key";
import { systemClock } from "@/lib/clock";
import { addConnection } from "@/lib/connections/add-connection";
import { webhookUrl } from "@/lib/connections/webhook-url";
import type { ExampleCallback, Provider } from "@/lib/providers/provider";
import { type ProviderId, providers } from "@/lib/providers/registry";
import { onDesk } from "./support/desk";

type Connection = { id: string; key: string; webhookUrl: string };
export type ProviderSide = { provider: Provider; connection: Connection; secrets: Record<string, string> };

/** A provider account of this test alone. */
export async function connectProvider(id: ProviderId): Promise<ProviderSide> {
  const provider: Provider = providers[id];
  const hex = (digits: number) =>
    randomBytes(Math.ceil(digits / 2))
      .toString("hex")
      .slice(0, digits);
  const secrets = provider.demo.secrets(hex);
  const account = { provider: id, label: `${id} ${randomUUID()}`, secrets };
  const { id: connectionId, key } = await onDesk(() => addConnection(account, systemClock));
  const connection = { id: connectionId, key, webhookUrl: webhookUrl({ provider: id, key }) };
  return { provider, connection, secrets };
}

export async function makeApiKey(): Promise<string> {
  const scopes = ["messages:write", "messages:read", "verifications:write", "verifications:read"] as const;
  return (await onDesk(() => addApiKey({ label: "e2e", scopes: [...scopes] }, systemClock))).key;
}

export type Send = { number: string; userRef: string; messageId: string; providerMessageId: string };

/** A made-up person and the ids of one message to them; below 400 in a range that is kept for fiction. */
export function newSend(): Send {
  const id = randomUUID();
  const lastDigits = String(Number.parseInt(id.slice(0, 6), 16) % 400).padStart(3, "0");
  return {
    number: `+447700900${lastDigits}`,
    userRef: `usr_${id}`,
    messageId: `app_${id}`,
    providerMessageId: `SM${id.replaceAll("-", "")}`,
  };
}

/** What the sending app does: registers a message, and tells what its user did. */
export class SendingApp {
  constructor(
    private readonly request: APIRequestContext,
    private readonly apiKey: string,
  ) {}

  async register(side: ProviderSide, send: Send, more: Record<string, unknown> = {}): Promise<string> {
    const { number, ...ids } = send;
    const data = { connection: side.connection.key, to: number, channel: "sms", sender: "ACME", ...ids, ...more };
    const answer = await this.post("/api/v1/messages", data);
    return (await answer.json()).id;
  }

  async tell(verificationId: string, events: Record<string, unknown>[]): Promise<void> {
    const named = events.map((event) => ({ eventId: randomUUID(), ...event }));
    await this.post(`/api/v1/verifications/${verificationId}/events`, named);
  }

  private async post(path: string, data: unknown) {
    const headers = { authorization: `Bearer ${this.apiKey}` };
    const answer = await this.request.post(path, { data, headers });
    if (!answer.ok()) throw new Error(`${path} answered ${answer.status()}: ${await answer.text()}`);
    return answer;
  }
}

type Report = Omit<Extract<ExampleCallback, { kind: "report" }>, "kind" | "url" | "at"> & { at?: Date };

/** Posts a receipt in the provider's own shape and signature, as the provider would; the answer's status. */
export async function callBack(request: APIRequestContext, side: ProviderSide, report: Report): Promise<number> {
  const url = side.connection.webhookUrl;
  const signed = side.provider.sign({ kind: "report", url, at: new Date(), ...report }, side.secrets);
  const { method, headers, body } = signed;
  const answer = await request.fetch(signed.url, { method, headers, data: body });
  return answer.status();
}
