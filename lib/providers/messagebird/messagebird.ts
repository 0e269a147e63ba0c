import { z } from "zod";
import { errorTable } from "../kit/error-table";
import {
  addressField,
  amountField,
  codeField,
  countField,
  idField,
  mccMncField,
  reasonField,
  statusField,
} from "../kit/fields";
import { FORM_TYPE, formFields, isForm, onlyValue, queryOf, withQuery } from "../kit/form-fields";
import { GSM_ERRORS } from "../kit/gsm-errors";
import { occurredAtField, providerTime } from "../kit/provider-time";
import { decodeUtf8, member, readJsonObject } from "../kit/read-json";
import { respond } from "../kit/respond";
import type {
  DeliveryReport,
  ExampleCallback,
  ParsedCallback,
  ParseProblem,
  Provider,
  StatusTable,
  WebhookRequest,
} from "../provider";
import { messagebirdToken, verifyMessagebirdSignature } from "./messagebird-signature";

const Secrets = z.object({
  signingKey: z.string().trim().min(1).max(500).meta({
    title: "Signing key",
    description: "Of the account, from its developer settings. Not an access key.",
  }),
});
type Secrets = z.infer<typeof Secrets>;

const Settings = z.strictObject({
  clockSeconds: z.coerce.number().int().min(0).max(86_400).default(5).meta({
    title: "Clocks may differ by (seconds)",
    description:
      "A token counts for a minute. Not confirmed: that MessageBird signs each repetition anew. Where refused callbacks are too old, give more.",
  }),
});
type Settings = z.infer<typeof Settings>;

const statuses: StatusTable = {
  scheduled: { status: "accepted", final: false, saidBy: "provider" },
  sent: { status: "sent", final: false, saidBy: "provider" },
  buffered: { status: "sent", final: false, saidBy: "carrier" },
  delivered: { status: "delivered", final: true, saidBy: "carrier" },
  expired: { status: "expired", final: true, saidBy: "carrier" },
  delivery_failed: { status: "undelivered", final: true, saidBy: "carrier" },
};

export const messagebird: Provider<Secrets> = configured(Settings.parse({}));

function configured(settings: Settings): Provider<Secrets> {
  return {
    id: "messagebird",
    name: "MessageBird",
    docsUrl: "https://developers.messagebird.com/api/sms-messaging/",
    secrets: Secrets,
    settings: Settings,
    configure: (given) => configured(Settings.strip().parse(given)),
    // Reports come by GET; POST is what an account may choose for replies.
    methods: ["GET", "POST"],
    signsAddress: true,
    verify: (request, { signingKey }) => verifyMessagebirdSignature(request, signingKey, settings.clockSeconds),
    parse,
    respond: (outcome) => respond(outcome),
    demo: {
      label: "MessageBird",
      secrets: (hex) => ({ signingKey: hex(32) }),
      newMessageId: (hex) => hex(32),
      share: 6,
    },
    setup: {
      steps: [
        "Open the developer settings in the MessageBird dashboard, and their API settings.",
        "Paste the URL as the webhook for SMS status reports; or give it as reportUrl with each send.",
        "Give a reference (up to 128 characters) with each message: of one without, MessageBird reports nothing.",
        "Copy the signing key from the developer settings: reports are signed with it.",
      ],
    },
    statuses,
    // The whole table of extended codes is not public; they follow GSM.
    errors: errorTable(...GSM_ERRORS),
    plainFields: [
      ...["id", "reference", "status", "statusDatetime", "statusReason", "statusErrorCode", "mccmnc", "ported"],
      ...["messageLength", "messagePartCount", "price[amount]", "price[currency]"],
    ],
    keptHeaders: [
      ...["content-type", "messagebird-signature-jwt", "messagebird-signature", "messagebird-request-timestamp"],
    ],
    sign,
  };
}

type Fields = { ok: true; field(name: string): unknown } | { ok: false; problem: ParseProblem };

function readFields({ method, url, headers, body }: WebhookRequest): Fields {
  if (method === "POST" && body.length > 0 && !isForm(headers)) {
    const read = readJsonObject(body);
    return read.ok ? { ok: true, field: (name) => member(read.value, name) } : read;
  }
  const text = method === "POST" && body.length > 0 ? decodeUtf8(body) : queryOf(url);
  if (text === undefined) return { ok: false, problem: "unreadable_body" };
  if (text.trim() === "") return { ok: false, problem: "empty_body" };
  const fields = formFields(text);
  return { ok: true, field: (name) => onlyValue(fields, name) };
}

function parse(request: WebhookRequest): ParsedCallback {
  const read = readFields(request);
  if (!read.ok) return { kind: "problem", problem: read.problem };
  const { field } = read;
  const providerMessageId = idField(field("id"));
  if (!providerMessageId) return { kind: "problem", problem: "missing_message_id" };
  const rawStatus = statusField(field("status"));
  const shared = { index: 0, providerMessageId, channel: "sms" } as const;
  if (!rawStatus && field("originator") !== undefined && field("body") !== undefined) {
    const [from, to] = [addressField(field("originator")), addressField(field("recipient"))];
    const providerOccurredAt = providerTime(withPlus(field("createdDatetime")));
    return { kind: "inbound", messages: [{ ...shared, from, to, providerOccurredAt }] };
  }
  if (!rawStatus) return { kind: "problem", problem: "missing_status" };
  const errorCode = codeField(field("statusErrorCode"));
  const mccMnc = mccMncField(field("mccmnc"));
  const amount = amountField(field("price[amount]"));
  const report: DeliveryReport = {
    ...shared,
    rawStatus,
    errorCode: errorCode === "0" ? undefined : errorCode,
    rawReason: reasonField(field("statusReason")),
    ...occurredAtField(withPlus(field("statusDatetime"))),
    recipient: addressField(field("recipient")),
    sender: addressField(field("originator")),
    clientReference: idField(field("reference")),
    carrier: mccMnc === undefined ? undefined : { mccMnc },
    parts: countField(field("messagePartCount")),
    price: amount === undefined ? undefined : { amount, currency: idField(field("price[currency]"), 3) },
  };
  return { kind: "reports", reports: [report] };
}

/** A zone's `+` that came unescaped has become a space. */
function withPlus(time: unknown): unknown {
  return typeof time === "string" ? time.replace(/ (?=\d\d:?\d\d$)/, "+") : time;
}

function sign(example: ExampleCallback, { signingKey }: Secrets): WebhookRequest {
  const request = example.kind === "raw" ? rawRequest(example) : reportRequest(example);
  const headers = { ...request.headers, "messagebird-signature-jwt": messagebirdToken(request, signingKey) };
  return { ...request, headers };
}

function rawRequest(example: ExampleCallback & { kind: "raw" }): WebhookRequest {
  const method = example.method ?? (example.body.length > 0 ? "POST" : "GET");
  const headers: Record<string, string> = method === "POST" ? { "content-type": example.contentType ?? FORM_TYPE } : {};
  return { method, url: example.url, headers, body: example.body, receivedAt: example.at };
}

function reportRequest(example: ExampleCallback & { kind: "report" }): WebhookRequest {
  const at = example.providerOccurredAt ?? example.at;
  const fields = new URLSearchParams({
    id: example.providerMessageId,
    recipient: (example.recipient ?? "447700900123").replace(/^\+/, ""),
    originator: (example.sender ?? "447700900999").replace(/^\+/, ""),
    status: example.rawStatus,
    statusDatetime: at.toISOString().replace(/\.\d+Z$/, "+00:00"),
    mccmnc: example.carrier?.mccMnc ?? "23410",
    ported: "0",
    messagePartCount: "1",
  });
  if (example.clientReference !== undefined) fields.set("reference", example.clientReference);
  if (example.errorCode !== undefined) fields.set("statusErrorCode", example.errorCode);
  if (example.reason !== undefined) fields.set("statusReason", example.reason);
  for (const [name, value] of Object.entries(example.extra ?? {})) fields.set(name, value);
  const url = withQuery(example.url, fields.toString());
  return { method: "GET", url, headers: {}, body: Buffer.alloc(0), receivedAt: example.at };
}
