import type { JsonObject } from "../kit/read-json";
import { digest } from "../kit/signature";
import type { ExampleCallback, WebhookRequest } from "../provider";
import { telnyxHeaders } from "./telnyx-signature";

/** An event in Telnyx's shape; the end of a message comes under another type than what is on its way. */
export function signTelnyxExample(
  example: ExampleCallback,
  key: string,
  isFinal: (rawStatus: string) => boolean,
): WebhookRequest {
  const raw = example.kind === "raw";
  const body = raw ? example.body : Buffer.from(JSON.stringify(eventBody(example, isFinal(example.rawStatus))));
  return {
    method: (raw ? example.method : undefined) ?? "POST",
    url: example.url,
    headers: {
      "content-type": (raw ? example.contentType : undefined) ?? "application/json",
      ...telnyxHeaders(body, example.at, key),
    },
    body,
    receivedAt: example.at,
  };
}

function eventBody(example: ExampleCallback & { kind: "report" }, isFinal: boolean): JsonObject {
  const at = (example.providerOccurredAt ?? example.at).toISOString();
  const payload = examplePayload(example, isFinal ? at : null);
  const data = {
    event_type: isFinal ? "message.finalized" : "message.sent",
    id: example.providerEventId ?? eventIdOf(payload),
    occurred_at: at,
    payload,
    record_type: "event",
  };
  return { data, meta: { attempt: 1, delivered_to: example.url }, ...example.extra };
}

function examplePayload(example: ExampleCallback & { kind: "report" }, completedAt: string | null): JsonObject {
  const failed = example.errorCode !== undefined || example.reason !== undefined;
  const type = example.channel === undefined || example.channel === "sms" ? "SMS" : example.channel.toUpperCase();
  return {
    completed_at: completedAt,
    cost: { amount: "0.0051", currency: "USD" },
    direction: "outbound",
    encoding: "GSM-7",
    errors: failed ? [{ code: example.errorCode, title: example.reason, detail: example.reason }] : [],
    from: { carrier: "Telnyx", line_type: "Wireless", phone_number: example.sender ?? "+14155550199" },
    id: example.providerMessageId,
    parts: 1,
    record_type: "message",
    to: [
      {
        carrier: example.carrier?.name ?? "",
        line_type: "Wireless",
        phone_number: example.recipient ?? "+14155550100",
        status: example.rawStatus,
      },
    ],
    type,
  };
}

/** Made of what it says, so that a repetition has the same. */
function eventIdOf(payload: JsonObject): string {
  const hex = digest("sha256", JSON.stringify(payload)).toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}
