import { randomBytes } from "node:crypto";
import type { AddedConnection } from "@/lib/connections/add-connection";
import type { Provider, WebhookRequest } from "@/lib/providers/provider";

/** The public address that payloads are signed for; servers under test are told to be it. */
export const BENCH_PUBLIC_URL = "http://callbacks.bench.test";

export type Signer = { connection: AddedConnection; provider: Provider; secrets: Record<string, string> };
export type Payload = Pick<WebhookRequest, "method" | "headers" | "body"> & { path: string };

const DUPLICATE_SHARE = 0.05;
const OUT_OF_ORDER_SHARE = 0.1;

export type SignedPayloads = {
  payloads: Payload[];
  /** How many events they make. */
  unique: number;
  /** How many messages those belong to. */
  messages: number;
};

/**
 * `count` signed callbacks of three providers: two receipts a message (sent, delivered), 10 % of the pairs in
 * the wrong order, and 5 % of all sent twice.
 */
export function signPayloads(signers: readonly Signer[], count: number): SignedPayloads {
  const payloads: Payload[] = [];
  const messageOf = new Map<Payload, string>();
  for (let n = 0; payloads.length < count; n += 1) {
    const signer = signers[n % signers.length] as Signer;
    const providerMessageId = `SM${randomBytes(16).toString("hex")}`;
    const recipient = `+1415555${String(n % 10_000).padStart(4, "0")}`;
    const pair = ["sent", "delivered"].map((rawStatus) => sign(signer, { providerMessageId, rawStatus, recipient }));
    if (Math.random() < OUT_OF_ORDER_SHARE) pair.reverse();
    for (const payload of pair) {
      messageOf.set(payload, providerMessageId);
      payloads.push(payload);
      if (Math.random() < DUPLICATE_SHARE) payloads.push(payload);
    }
  }
  const cut = payloads.slice(0, count);
  const unique = new Set(cut);
  return { payloads: cut, unique: unique.size, messages: new Set([...unique].map((one) => messageOf.get(one))).size };
}

function sign(signer: Signer, report: { providerMessageId: string; rawStatus: string; recipient: string }): Payload {
  const { connection, provider, secrets } = signer;
  const path = `/api/webhooks/${connection.provider}/${connection.key}`;
  const at = new Date();
  const example = {
    kind: "report" as const,
    url: `${BENCH_PUBLIC_URL}${path}`,
    at,
    providerEventId: undefined,
    ...report,
  };
  const { method, headers, body } = provider.sign(example, secrets);
  return { method, headers, body, path };
}
