import { z } from "zod";
import type { Channel } from "@/lib/delivery/fold/status";
import { addressField, amountField, codeField, countField, idField, reasonField, statusField } from "../kit/fields";
import { FORM_TYPE, isForm, withQuery } from "../kit/form-fields";
import { asObject, parseJson } from "../kit/read-json";
import { readRequestFields } from "../kit/request-fields";
import { respond } from "../kit/respond";
import type {
  DeliveryReport,
  ExampleCallback,
  ParsedCallback,
  Provider,
  StatusTable,
  WebhookRequest,
} from "../provider";
import { twilioErrors } from "./twilio-errors";
import { twilioFailures } from "./twilio-failures";
import { bodyHashParameter, twilioSignature, verifyTwilioSignature } from "./twilio-signature";

const Secrets = z.object({
  authToken: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .meta({
      title: "Auth token",
      description: "The primary one: it signs.",
      shape: { pattern: "^[0-9a-f]{32}$", words: "32 digits and letters from a to f, without a prefix" },
    }),
  accountSid: z
    .string()
    .trim()
    .regex(/^AC[0-9a-f]{32}$/, "AC and 32 digits and letters from a to f, like AC0123456789abcdef0123456789abcdef")
    .optional()
    .meta({
      title: "Account SID",
      description: "Only for asking Twilio about messages without a receipt.",
      isPublic: true,
    }),
});
type Secrets = z.infer<typeof Secrets>;

const statuses: StatusTable = {
  accepted: { status: "accepted", final: false, saidBy: "provider" },
  queued: { status: "accepted", final: false, saidBy: "provider" },
  scheduled: { status: "accepted", final: false, saidBy: "provider" },
  sending: { status: "accepted", final: false, saidBy: "provider" },
  // May stay the last word: not every carrier sends receipts.
  sent: { status: "sent", final: false, saidBy: "provider" },
  delivered: { status: "delivered", final: true, saidBy: "carrier" },
  read: { status: "delivered", final: true, saidBy: "handset" },
  partially_delivered: { status: "delivered", final: true, saidBy: "carrier", partial: true },
  undelivered: { status: "undelivered", final: true, saidBy: "carrier" },
  failed: { status: "failed", final: true, saidBy: "provider" },
  canceled: { status: "rejected", final: true, saidBy: "provider", category: "cancelled" },
};

const INBOUND_STATUSES: ReadonlySet<string> = new Set(["receiving", "received"]);

export const twilio: Provider<Secrets> = {
  id: "twilio",
  name: "Twilio",
  docsUrl: "https://www.twilio.com/docs/messaging/guides/track-outbound-message-status",
  secrets: Secrets,
  methods: ["POST", "GET"],
  signsAddress: true,
  waitsSeconds: 15,
  verify: (request, secrets) => verifyTwilioSignature(request, secrets.authToken),
  parse,
  // 204: an empty 200 without a content type is logged as a warning on Twilio's side.
  respond: (outcome) => respond(outcome, { status: 204 }),
  demo: {
    label: "Twilio · main",
    secrets: (hex) => ({ authToken: hex(32) }),
    newMessageId: (hex) => `SM${hex(32)}`,
    share: 40,
  },
  setup: {
    steps: [
      "Open your Messaging Service in the Twilio Console, or the place where your app sends.",
      "Paste the URL as “Delivery Status Callback”, or give it as StatusCallback with each message.",
      "Use the account's primary auth token here: Twilio signs with that one alone.",
    ],
    urlSuffix: { text: "#rc=5&rp=all", does: "asks Twilio to repeat a callback up to five times, after any failure" },
    retrySeconds: 86_400,
  },
  statuses,
  errors: twilioErrors,
  codePage: (code) => `https://www.twilio.com/docs/api/errors/${code}`,
  failures: twilioFailures,
  plainFields: [
    ...["MessageSid", "SmsSid", "SmsMessageSid", "MessageStatus", "SmsStatus", "ErrorCode", "ErrorMessage"],
    ...["RawDlrDoneDate", "ChannelStatusMessage", "ChannelPrefix", "ChannelInstallSid", "EventType"],
    ...["AccountSid", "MessagingServiceSid", "ApiVersion", "NumSegments", "NumMedia"],
  ],
  keptHeaders: ["content-type", "x-twilio-signature", "i-twilio-idempotency-token"],
  sign,
  lookup: {
    request(ref, secrets) {
      if (!secrets.accountSid) return undefined;
      const credentials = Buffer.from(`${secrets.accountSid}:${secrets.authToken}`).toString("base64");
      const url = `https://api.twilio.com/2010-04-01/Accounts/${secrets.accountSid}/Messages/${encodeURIComponent(ref)}.json`;
      return { method: "GET", url, headers: { authorization: `Basic ${credentials}`, accept: "application/json" } };
    },
    parse: parseLookup,
    plainFields: [
      ...["sid", "account_sid", "messaging_service_sid", "status", "error_code", "error_message", "direction"],
      ...["date_created", "date_sent", "date_updated", "num_segments", "price", "price_unit", "api_version"],
    ],
  },
};

function parse(request: WebhookRequest): ParsedCallback {
  const read = readRequestFields(request);
  if (!read.ok) return { kind: "problem", problem: read.problem };
  const { field } = read;
  const providerMessageId = idField(field("MessageSid") ?? field("SmsSid"));
  const rawStatus = statusField(field("MessageStatus") ?? field("SmsStatus"));
  if (!providerMessageId) return { kind: "problem", problem: "missing_message_id" };
  if (!rawStatus) return { kind: "problem", problem: "missing_status" };
  const to = splitAddress(addressField(field("To")));
  const from = splitAddress(addressField(field("From")));
  const channel = to.channel ?? from.channel ?? "sms";
  if (INBOUND_STATUSES.has(rawStatus.toLowerCase())) {
    const message = { index: 0, providerMessageId, from: from.address, to: to.address, channel };
    return { kind: "inbound", messages: [message] };
  }
  const report: DeliveryReport = {
    index: 0,
    providerMessageId,
    rawStatus,
    errorCode: codeField(field("ErrorCode")),
    rawReason: reasonField(field("ErrorMessage") ?? field("ChannelStatusMessage")),
    // It has no zone and no seconds, so it says no moment: there is no time of the provider.
    ...(field("RawDlrDoneDate") ? { timeNotRead: true } : {}),
    recipient: to.address,
    sender: from.address,
    channel,
  };
  return { kind: "reports", reports: [report] };
}

const PREFIX_CHANNELS: readonly Channel[] = ["whatsapp", "rcs"];

/** `whatsapp:+447700900123` names its channel before the number. */
function splitAddress(written: string | undefined): { address?: string; channel?: Channel } {
  const prefix = /^([a-z_]+):(.+)$/i.exec(written ?? "");
  if (!prefix?.[1]) return { address: written };
  const name = prefix[1].toLowerCase();
  return { address: prefix[2], channel: PREFIX_CHANNELS.find((channel) => channel === name) ?? "other" };
}

function sign(given: ExampleCallback, secrets: Secrets): WebhookRequest {
  // As pasted, the URL may end in Twilio's own options, which stay there.
  const example = { ...given, url: given.url.replace(/#.*$/s, "") };
  const request = example.kind === "raw" ? rawRequest(example) : reportRequest(example, secrets);
  request.headers["x-twilio-signature"] = twilioSignature(request, secrets.authToken);
  return request;
}

function rawRequest(example: ExampleCallback & { kind: "raw" }): WebhookRequest {
  const method = example.method ?? "POST";
  const headers: Record<string, string> = method === "POST" ? { "content-type": example.contentType ?? FORM_TYPE } : {};
  const url =
    method === "POST" && !isForm(headers) ? withQuery(example.url, bodyHashParameter(example.body)) : example.url;
  return { method, url, headers, body: example.body, receivedAt: example.at };
}

function reportRequest(example: ExampleCallback & { kind: "report" }, secrets: Secrets): WebhookRequest {
  const prefix = example.channel === "whatsapp" || example.channel === "rcs" ? `${example.channel}:` : "";
  const fields = new URLSearchParams({
    SmsSid: example.providerMessageId,
    SmsStatus: example.rawStatus,
    MessageStatus: example.rawStatus,
    To: prefix + (example.recipient ?? "+14155550100"),
    MessageSid: example.providerMessageId,
    AccountSid: secrets.accountSid ?? `AC${"0".repeat(32)}`,
    From: prefix + (example.sender ?? "+14155550199"),
    ApiVersion: "2010-04-01",
  });
  if (example.errorCode) fields.set("ErrorCode", example.errorCode);
  if (example.reason) fields.set("ErrorMessage", example.reason);
  if (example.providerOccurredAt) fields.set("RawDlrDoneDate", carrierDate(example.providerOccurredAt));
  for (const [name, value] of Object.entries(example.extra ?? {})) fields.set(name, value);
  const body = Buffer.from(fields.toString());
  const headers = { "content-type": `${FORM_TYPE}; charset=UTF-8`, "user-agent": "TwilioProxy/1.1" };
  return { method: "POST", url: example.url, headers, body, receivedAt: example.at };
}

/** YYMMDDhhmm */
function carrierDate(at: Date): string {
  return at.toISOString().replace(/\D/g, "").slice(2, 12);
}

function parseLookup(response: { status: number; body: string }): DeliveryReport[] {
  if (response.status === 404) return [];
  const message = response.status === 200 ? asObject(parseJson(response.body)?.value) : undefined;
  const providerMessageId = idField(message?.sid);
  const rawStatus = statusField(message?.status);
  if (!providerMessageId || !rawStatus)
    throw new Error(`Twilio's answer to a look-up is no message (${response.status})`);
  const to = splitAddress(addressField(message?.to));
  const amount = amountField(message?.price);
  const report: DeliveryReport = {
    index: 0,
    providerMessageId,
    rawStatus,
    errorCode: codeField(message?.error_code),
    rawReason: reasonField(message?.error_message),
    recipient: to.address,
    sender: splitAddress(addressField(message?.from)).address,
    channel: to.channel ?? "sms",
    parts: countField(message?.num_segments),
    price: amount === undefined ? undefined : { amount, currency: currencyOf(message?.price_unit) },
  };
  return INBOUND_STATUSES.has(rawStatus) ? [] : [report];
}

function currencyOf(value: unknown): string | undefined {
  const text = idField(value, 3);
  return text?.length === 3 ? text.toUpperCase() : undefined;
}
