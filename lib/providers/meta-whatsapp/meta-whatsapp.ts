import { z } from "zod";
import { addressField, codeField, idField, reasonField, statusField } from "../kit/fields";
import { formFields, onlyValue, queryOf } from "../kit/form-fields";
import { occurredAtField, providerTime } from "../kit/provider-time";
import { type JsonObject, member, readJsonObject } from "../kit/read-json";
import { respond } from "../kit/respond";
import { decodeHex, hmac, isSame } from "../kit/signature";
import type {
  DeliveryReport,
  ExampleCallback,
  FailureTable,
  InboundMessage,
  ParsedCallback,
  ParseProblem,
  Provider,
  StatusTable,
  Verification,
  WebhookRequest,
} from "../provider";
import { metaWhatsappErrors } from "./meta-whatsapp-errors";

const Secrets = z.object({
  appSecret: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .meta({
      title: "App secret",
      description: "Of the Meta app whose webhook this is, from its basic settings. Not an access token.",
      shape: { pattern: "^[0-9a-f]{32}$", words: "32 digits and letters from a to f" },
    }),
  verifyToken: z.string().trim().min(1).max(200).meta({
    title: "Verify token",
    description: "Yours to choose: Meta sends it once, when the URL is saved there.",
    canGenerate: true,
  }),
});
type Secrets = z.infer<typeof Secrets>;

const statuses: StatusTable = {
  sent: { status: "sent", final: false, saidBy: "provider" },
  delivered: { status: "delivered", final: true, saidBy: "handset" },
  // May come without `delivered` before it, where a message is opened at once.
  read: { status: "delivered", final: true, saidBy: "handset" },
  played: { status: "delivered", final: true, saidBy: "handset" },
  failed: { status: "failed", final: true, saidBy: "provider" },
};

// Of one message; the other codes refuse a request, whose answer says so at once.
const failures: FailureTable = {
  failed: {
    codes: [
      ...["130429", "130472", "130497", "131000", "131016", "131026", "131031", "131042", "131045", "131047"],
      ...["131048", "131049", "131050", "131051", "131053", "131056", "132015", "132016", "137000"],
    ],
  },
};

const SEVEN_DAYS = 7 * 86_400;
const MAX_REPORTS = 1000;

export const metaWhatsapp: Provider<Secrets> = {
  id: "meta-whatsapp",
  name: "Meta WhatsApp",
  docsUrl: "https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/messages/status",
  secrets: Secrets,
  methods: ["POST", "GET"],
  verify: (request, secrets) => (request.method === "GET" ? verifyToken(request, secrets) : verify(request, secrets)),
  parse: (request) => (request.method === "GET" ? parseHandshake(request) : parse(request)),
  respond: (outcome) => respond(outcome),
  demo: {
    label: "WhatsApp Cloud",
    secrets: (hex) => ({ appSecret: hex(32), verifyToken: hex(40) }),
    newMessageId: (hex) => `wamid.${Buffer.from(hex(60), "hex").toString("base64")}`,
    share: 8,
  },
  setup: {
    steps: [
      "Open your app at developers.facebook.com, and its WhatsApp configuration.",
      "Paste the URL as “Callback URL” and the verify token from here as “Verify token”, and save: Meta then asks this URL for the token.",
      "Subscribe to the field “messages”: it brings statuses and replies. No other field is needed.",
      "Copy the app secret from the app's basic settings: Meta signs with it.",
    ],
    retrySeconds: SEVEN_DAYS,
  },
  statuses,
  errors: metaWhatsappErrors,
  codePage: () => "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes",
  failures,
  plainFields: [
    ...["object", "entry.id", "entry.changes.field", "entry.changes.value.messaging_product"],
    ...["id", "status", "timestamp", "biz_opaque_callback_data", "type"].map(inStatus),
    ...["conversation.id", "conversation.expiration_timestamp", "conversation.origin.type"].map(inStatus),
    ...["pricing.billable", "pricing.pricing_model", "pricing.category", "pricing.type"].map(inStatus),
    ...["errors.code", "errors.title"].map(inStatus),
  ],
  keptHeaders: ["content-type", "x-hub-signature-256"],
  sign,
};

function inStatus(path: string): string {
  return `entry.changes.value.statuses.${path}`;
}

/** Over the bytes as they came: Meta escapes some characters, and what is parsed and written again is not what it signed. */
function verify(request: WebhookRequest, { appSecret }: Secrets): Verification {
  const header = request.headers["x-hub-signature-256"];
  if (!header) return { ok: false, reason: "missing_signature" };
  const signature = header.startsWith("sha256=") ? decodeHex(header.slice(7), 32) : undefined;
  if (!signature) return { ok: false, reason: "malformed_signature" };
  return isSame(signature, hmac("sha256", appSecret, request.body))
    ? { ok: true }
    : { ok: false, reason: "bad_signature" };
}

/** The handshake has no signature: it proves itself with the token that was typed in beside the URL. */
function verifyToken(request: WebhookRequest, secrets: Secrets): Verification {
  const given = onlyValue(formFields(queryOf(request.url)), "hub.verify_token");
  if (!given) return { ok: false, reason: "missing_signature" };
  // A secret that is not there must never be equal to one that is made up.
  if (!secrets.verifyToken) return { ok: false, reason: "missing_secret" };
  return isSame(given, secrets.verifyToken) ? { ok: true } : { ok: false, reason: "bad_signature" };
}

function parseHandshake(request: WebhookRequest): ParsedCallback {
  const fields = formFields(queryOf(request.url));
  const challenge = onlyValue(fields, "hub.challenge");
  const isAsked = onlyValue(fields, "hub.mode") === "subscribe" && /^[\w.-]{1,200}$/.test(challenge ?? "");
  if (!isAsked || challenge === undefined) return { kind: "problem", problem: "unexpected_shape" };
  return { kind: "handshake", status: 200, headers: { "content-type": "text/plain; charset=utf-8" }, body: challenge };
}

/** One call holds several statuses, of several numbers. One that cannot be read does not cost its neighbours. */
function parse(request: WebhookRequest): ParsedCallback {
  const read = readJsonObject(request.body);
  if (!read.ok) return { kind: "problem", problem: read.problem };
  const values = listOf(member(read.value, "entry"))
    .flatMap((entry) => listOf(member(entry, "changes")))
    .map((change) => member(change, "value"));
  const statuses = values.flatMap((value) => listOf(member(value, "statuses")).map((status) => ({ value, status })));
  const replies = values.flatMap((value) => listOf(member(value, "messages")).map((reply) => ({ value, reply })));
  if (statuses.length + replies.length > MAX_REPORTS) return { kind: "problem", problem: "too_many_reports" };
  if (statuses.length === 0 && replies.length > 0) {
    const messages = replies.flatMap(({ value, reply }, index) => readReply(value, reply, index) ?? []);
    return messages.length > 0 ? { kind: "inbound", messages } : { kind: "problem", problem: "missing_message_id" };
  }
  return toReports(statuses, replies.length);
}

function toReports(statuses: { value: unknown; status: unknown }[], replies: number): ParsedCallback {
  const reports: DeliveryReport[] = [];
  const problems: { index: number; problem: ParseProblem }[] = [];
  statuses.forEach(({ value, status }, index) => {
    const read = readStatus(value, status, index);
    if (typeof read === "string") problems.push({ index, problem: read });
    else reports.push(read);
  });
  if (reports.length === 0) return { kind: "problem", problem: problems[0]?.problem ?? "unexpected_shape" };
  // A reply beside statuses was never seen; what has no place here is kept for review.
  if (replies > 0) problems.push({ index: statuses.length, problem: "unexpected_shape" });
  return problems.length === 0 ? { kind: "reports", reports } : { kind: "reports", reports, problems };
}

function readStatus(value: unknown, status: unknown, index: number): DeliveryReport | ParseProblem {
  const providerMessageId = idField(member(status, "id"));
  const rawStatus = statusField(member(status, "status"));
  if (!providerMessageId) return "missing_message_id";
  if (!rawStatus) return "missing_status";
  const [error] = listOf(member(status, "errors"));
  const details = member(member(error, "error_data"), "details");
  return {
    index,
    providerMessageId,
    rawStatus,
    errorCode: codeField(member(error, "code")),
    rawReason: reasonField(details) ?? reasonField(member(error, "message")) ?? reasonField(member(error, "title")),
    ...occurredAtField(member(status, "timestamp")),
    recipient: addressField(member(status, "recipient_id")),
    sender: addressField(member(member(value, "metadata"), "display_phone_number")),
    channel: "whatsapp",
    clientReference: idField(member(status, "biz_opaque_callback_data")),
  };
}

function readReply(value: unknown, reply: unknown, index: number): InboundMessage | undefined {
  const providerMessageId = idField(member(reply, "id"));
  return providerMessageId === undefined
    ? undefined
    : {
        index,
        providerMessageId,
        from: addressField(member(reply, "from")),
        to: addressField(member(member(value, "metadata"), "display_phone_number")),
        channel: "whatsapp",
        providerOccurredAt: providerTime(member(reply, "timestamp")),
      };
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function sign(example: ExampleCallback, { appSecret }: Secrets): WebhookRequest {
  const raw = example.kind === "raw";
  const body = raw ? example.body : Buffer.from(JSON.stringify(reportBody(example)));
  const headers = {
    "content-type": (raw ? example.contentType : undefined) ?? "application/json",
    "x-hub-signature-256": `sha256=${hmac("sha256", appSecret, body).toString("hex")}`,
  };
  const method = (raw ? example.method : undefined) ?? "POST";
  return { method, url: example.url, headers, body, receivedAt: example.at };
}

function reportBody(example: ExampleCallback & { kind: "report" }): JsonObject {
  const at = example.providerOccurredAt ?? example.at;
  const failed = example.errorCode !== undefined || example.reason !== undefined;
  const status = {
    id: example.providerMessageId,
    status: example.rawStatus,
    timestamp: String(Math.floor(at.getTime() / 1000)),
    recipient_id: bareNumber(example.recipient ?? "447700900123"),
    ...(failed && { errors: [errorOf(example)] }),
    biz_opaque_callback_data: example.clientReference,
    ...example.extra,
  };
  const metadata = {
    display_phone_number: bareNumber(example.sender ?? "447700900999"),
    phone_number_id: "106540352242922",
  };
  const value = { messaging_product: "whatsapp", metadata, statuses: [status] };
  const changes = [{ value, field: "messages" }];
  return { object: "whatsapp_business_account", entry: [{ id: "102290129340398", changes }] };
}

/** Numbers come as digits alone. */
function bareNumber(address: string): string {
  return address.replace(/^\+/, "");
}

function errorOf({ errorCode, reason }: { errorCode?: string; reason?: string }): JsonObject {
  const code = errorCode !== undefined && /^\d{1,9}$/.test(errorCode) ? Number(errorCode) : errorCode;
  const title = (errorCode !== undefined && metaWhatsappErrors[errorCode]?.meaning) || "Message failed";
  return { code, title, message: title, ...(reason !== undefined && { error_data: { details: reason } }) };
}
