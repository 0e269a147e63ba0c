import { z } from "zod";
import { addressField, amountField, idField, reasonField, statusField } from "../kit/fields";
import { providerTime } from "../kit/provider-time";
import { asObject, type JsonObject, member, parseJson, readJsonObject } from "../kit/read-json";
import { channelField } from "../kit/report-mapping";
import { reportTypeSetting } from "../kit/report-type-setting";
import { respond } from "../kit/respond";
import { checkAge, decodeHex, hmac, isSame } from "../kit/signature";
import type {
  DeliveryReport,
  ErrorTable,
  ExampleCallback,
  ParsedCallback,
  Provider,
  StatusTable,
  Verification,
  WebhookRequest,
} from "../provider";

const Secrets = z.object({
  webhookSecret: z.string().trim().min(1).max(500).optional().meta({
    title: "Webhook secret",
    description: "What each send gives as deliveryReport.webhookSecret. Without it, callbacks prove nothing.",
    canGenerate: true,
  }),
  apiKey: z.string().trim().min(1).max(500).optional().meta({
    title: "API key",
    description: "Only for asking OTPIQ about messages without a receipt.",
  }),
});
type Secrets = z.infer<typeof Secrets>;

const Settings = z.strictObject({
  reportType: reportTypeSetting("As deliveryReport.deliveryReportType of each send says."),
});
type Settings = z.infer<typeof Settings>;

// Nothing says whether a receipt comes from a carrier or from OTPIQ itself.
const statuses: StatusTable = {
  pending: { status: "accepted", final: false, saidBy: "provider" },
  sent: { status: "sent", final: false, saidBy: "provider" },
  delivered: { status: "delivered", final: true, saidBy: "unknown" },
  read: { status: "delivered", final: true, saidBy: "handset" },
  failed: { status: "failed", final: true, saidBy: "unknown" },
};

/** OTPIQ has no codes; this is the one reason that its documentation shows. */
const reasons: ErrorTable = {
  "carrier rejected the message": { category: "carrier_rejected", meaning: "Carrier rejected the message" },
};

// Ten tries with growing gaps, of unknown length, and nothing says that each is signed anew.
const TOLERANCE_SECONDS = 3 * 86_400;

export const otpiq: Provider<Secrets> = configured(Settings.parse({}));

function configured(settings: Settings): Provider<Secrets> {
  return {
    id: "otpiq",
    name: "OTPIQ",
    docsUrl: "https://docs.otpiq.com/essentials/how-webhook-works",
    secrets: Secrets,
    settings: Settings,
    configure: (given) => configured(Settings.strip().parse(given)),
    methods: ["POST"],
    waitsSeconds: 10,
    reportType: settings.reportType,
    verify,
    parse,
    respond: (outcome) => respond(outcome),
    attempt,
    demo: {
      label: "OTPIQ",
      secrets: (hex) => ({ webhookSecret: hex(40) }),
      newMessageId: (hex) => `sms-${hex(24)}`,
      share: 12,
    },
    setup: {
      steps: [
        "Give the URL as deliveryReport.webhookUrl with each message that you send.",
        "Give the webhook secret from here as deliveryReport.webhookSecret with the same message.",
        "Set deliveryReport.deliveryReportType to all, to hear of attempts as well as of the end. With final, say so under Settings.",
      ],
      caution:
        "OTPIQ signs no delivery report: its secret comes as it is, in a header, and shows who calls, not that nothing was changed on the way. Without it whoever knows the URL is believed, unless “Confirm by asking” is on.",
      retrySeconds: TOLERANCE_SECONDS,
    },
    statuses,
    errors: {},
    reasons,
    plainFields: ["smsId", "deliveryReportType", "isFinal", "channel", "status", "reason"],
    keptHeaders: [
      ...["content-type", "x-otpiq-webhook-event", "x-otpiq-webhook-event-id", "x-otpiq-webhook-attempt"],
      ...["x-otpiq-webhook-timestamp", "x-otpiq-webhook-signature"],
    ],
    sign: (example, secrets) => sign(example, secrets, settings),
    lookup: {
      request(ref, secrets) {
        if (!secrets.apiKey) return undefined;
        const url = `https://api.otpiq.com/api/sms/track/${encodeURIComponent(ref)}`;
        return {
          method: "GET",
          url,
          headers: { authorization: `Bearer ${secrets.apiKey}`, accept: "application/json" },
        };
      },
      parse: parseLookup,
      plainFields: [
        ...["smsId", "status", "cost", "isFinalStatus", "lastChannel"],
        ...["channel", "tried", "success"].map((name) => `channelFlow.${name}`),
      ],
    },
  };
}

function verify(request: WebhookRequest, secrets: Secrets): Verification {
  if (!secrets.webhookSecret) return { ok: true };
  if (isSigned(request)) return verifySignature(request, secrets.webhookSecret);
  const given = request.headers["x-otpiq-webhook-secret"];
  if (!given) return { ok: false, reason: "missing_signature" };
  return isSame(given, secrets.webhookSecret) ? { ok: true } : { ok: false, reason: "bad_signature" };
}

function isSigned(request: WebhookRequest): boolean {
  return request.headers["x-otpiq-webhook-signature"] !== undefined;
}

/** Replies on WhatsApp come signed: HMAC-SHA-256 of the timestamp, a dot and the raw body. */
function verifySignature(request: WebhookRequest, secret: string): Verification {
  const hex = /^sha256=(.+)$/.exec(request.headers["x-otpiq-webhook-signature"] ?? "")?.[1];
  const signature = hex === undefined ? undefined : decodeHex(hex, 32);
  if (!signature) return { ok: false, reason: "malformed_signature" };
  const timestamp = request.headers["x-otpiq-webhook-timestamp"];
  if (!timestamp) return { ok: false, reason: "missing_timestamp" };
  const expected = hmac("sha256", secret, `${timestamp}.`, request.body);
  if (!isSame(signature, expected)) return { ok: false, reason: "bad_signature" };
  const signedAt = providerTime(timestamp);
  if (!signedAt) return { ok: false, reason: "missing_timestamp" };
  return checkAge(signedAt, request.receivedAt, TOLERANCE_SECONDS);
}

function parse(request: WebhookRequest): ParsedCallback {
  const read = readJsonObject(request.body);
  if (!read.ok) return { kind: "problem", problem: read.problem };
  const providerMessageId = idField(member(read.value, "smsId"));
  if (!providerMessageId && isSigned(request)) return parseReply(read.value, request);
  if (!providerMessageId) return { kind: "problem", problem: "missing_message_id" };
  const rawStatus = statusField(member(read.value, "status"));
  if (!rawStatus) return { kind: "problem", problem: "missing_status" };
  const isFinal = member(read.value, "isFinal");
  const report: DeliveryReport = {
    index: 0,
    providerMessageId,
    rawStatus,
    rawReason: reasonField(member(read.value, "reason")),
    // A failed channel that is not final is followed by the next channel: the failure of one attempt.
    isFinal: typeof isFinal === "boolean" ? isFinal : undefined,
    channel: channelField(member(read.value, "channel")),
    sender: addressField(member(read.value, "senderId")),
  };
  return { kind: "reports", reports: [report] };
}

/** The body of a reply is not documented field by field, so the event's id stands in where no message id is found. */
function parseReply(body: JsonObject, request: WebhookRequest): ParsedCallback {
  const inner = asObject(member(body, "data")) ?? body;
  const message = asObject(member(inner, "message")) ?? inner;
  const ids = [member(message, "id"), member(message, "messageId"), request.headers["x-otpiq-webhook-event-id"]];
  const providerMessageId = ids.map((id) => idField(id)).find((id) => id !== undefined);
  if (!providerMessageId) return { kind: "problem", problem: "missing_message_id" };
  const reply = {
    index: 0,
    providerMessageId,
    from: addressField(member(message, "from")),
    to: addressField(member(message, "to")),
    channel: "whatsapp" as const,
    providerOccurredAt: providerTime(member(message, "timestamp")),
  };
  return { kind: "inbound", messages: [reply] };
}

function attempt(request: WebhookRequest): number | null {
  const text = request.headers["x-otpiq-webhook-attempt"] ?? "";
  return /^[1-9]\d{0,3}$/.test(text) ? Number(text) : null;
}

function sign(example: ExampleCallback, secrets: Secrets, settings: Settings): WebhookRequest {
  const raw = example.kind === "raw";
  const headers: Record<string, string> = {
    "content-type": (raw ? example.contentType : undefined) ?? "application/json",
  };
  if (secrets.webhookSecret) headers["x-otpiq-webhook-secret"] = secrets.webhookSecret;
  const body = raw ? example.body : Buffer.from(JSON.stringify(reportBody(example, settings)));
  return {
    method: (raw ? example.method : undefined) ?? "POST",
    url: example.url,
    headers,
    body,
    receivedAt: example.at,
  };
}

function reportBody(example: ExampleCallback & { kind: "report" }, { reportType }: Settings): JsonObject {
  const isFinal = example.isFinal ?? (Object.hasOwn(statuses, example.rawStatus) && statuses[example.rawStatus]?.final);
  return {
    smsId: example.providerMessageId,
    deliveryReportType: reportType,
    isFinal: isFinal === true,
    channel: example.channel ?? "sms",
    status: example.rawStatus,
    ...(example.reason === undefined ? {} : { reason: example.reason }),
    ...(example.sender === undefined ? {} : { senderId: example.sender }),
    ...example.extra,
  };
}

function parseLookup(response: { status: number; body: string }): DeliveryReport[] {
  if (response.status === 404) return [];
  const message = response.status === 200 ? asObject(parseJson(response.body)?.value) : undefined;
  const providerMessageId = idField(message?.smsId);
  const rawStatus = statusField(message?.status);
  if (!providerMessageId || !rawStatus)
    throw new Error(`OTPIQ's answer to a look-up is no message (${response.status})`);
  const amount = amountField(message?.cost);
  const report: DeliveryReport = {
    index: 0,
    providerMessageId,
    rawStatus,
    isFinal: typeof message?.isFinalStatus === "boolean" ? message.isFinalStatus : undefined,
    channel: channelField(message?.lastChannel),
    recipient: addressField(message?.phoneNumber),
    price: amount === undefined ? undefined : { amount },
  };
  return [report];
}
