import { z } from "zod";
import { errorTable } from "../kit/error-table";
import { addressField, codeField, idField, reasonField, statusField } from "../kit/fields";
import { GSM_ERRORS } from "../kit/gsm-errors";
import { occurredAtField, providerTime } from "../kit/provider-time";
import { asObject, type JsonObject, member, readJsonObject } from "../kit/read-json";
import { channelField } from "../kit/report-mapping";
import { respond } from "../kit/respond";
import { checkAge, decodeBase64, digest, hmac, isSame } from "../kit/signature";
import { toleranceSetting } from "../kit/tolerance-setting";
import type {
  DeliveryReport,
  ErrorTable,
  ExampleCallback,
  InboundMessage,
  ParsedCallback,
  Provider,
  StatusTable,
  Verification,
  WebhookRequest,
} from "../provider";

const Secrets = z.object({
  signingKey: z.string().trim().min(1).max(500).meta({
    title: "Signing key",
    description: "What the webhook subscription is made with as signingKey. Yours to choose.",
    canGenerate: true,
  }),
});
type Secrets = z.infer<typeof Secrets>;

// Repeated for 8 hours, and nothing says that each try is signed anew.
const TOLERANCE_SECONDS = 9 * 3600;

const Settings = z.strictObject({
  toleranceSeconds: toleranceSetting(
    TOLERANCE_SECONDS,
    "Not confirmed: that Bird signs each repetition anew. It repeats for 8 hours.",
  ),
});
type Settings = z.infer<typeof Settings>;

const statuses: StatusTable = {
  accepted: { status: "accepted", final: false, saidBy: "provider" },
  processing: { status: "accepted", final: false, saidBy: "provider" },
  sent: { status: "sent", final: false, saidBy: "provider" },
  delivered: { status: "delivered", final: true, saidBy: "carrier" },
  delivery_failed: { status: "undelivered", final: true, saidBy: "carrier" },
  sending_failed: { status: "failed", final: true, saidBy: "provider" },
  rejected: { status: "rejected", final: true, saidBy: "provider" },
};

const reasons: ErrorTable = {
  expired: { category: "expired", meaning: "Expired", status: "expired" },
  // The end of the waiting, not of the message: it may have arrived.
  "dlr not received": { category: "no_reason_given", meaning: "DLR not received" },
};

export const bird: Provider<Secrets> = configured(Settings.parse({}));

function configured(settings: Settings): Provider<Secrets> {
  return {
    id: "bird",
    name: "Bird",
    docsUrl: "https://docs.bird.com/api/notifications-api/api-reference/webhook-subscriptions",
    secrets: Secrets,
    settings: Settings,
    configure: (given) => configured(Settings.strip().parse(given)),
    methods: ["POST"],
    signsAddress: true,
    verify: (request, secrets) => verify(request, secrets, settings),
    parse,
    respond: (outcome) => respond(outcome),
    demo: {
      label: "Bird",
      secrets: (hex) => ({ signingKey: hex(40) }),
      newMessageId: (hex) => [hex(8), hex(4), `4${hex(3)}`, `8${hex(3)}`, hex(12)].join("-"),
      share: 6,
    },
    setup: {
      steps: [
        "Make a webhook subscription in Bird (Developer → Webhooks, or the API's webhook-subscriptions).",
        "Choose the service channels and the event sms.outbound, and whatsapp.outbound where you send by it.",
        "Give the URL as url and the signing key from here as signingKey: without a key Bird signs nothing.",
      ],
      retrySeconds: TOLERANCE_SECONDS,
    },
    statuses,
    // Bird's own codes are not public; those of the SMS network behind it follow GSM.
    errors: errorTable(...GSM_ERRORS),
    reasons,
    plainFields: [
      ...["service", "event"],
      ...["id", "channelId", "reference", "status", "direction", "lastStatusAt", "createdAt", "updatedAt", "reason"],
      ...["failure.code", "failure.source.name", "failure.source.code"],
    ].map((path) => (["service", "event"].includes(path) ? path : `payload.${path}`)),
    keptHeaders: ["content-type", "messagebird-signature", "messagebird-request-timestamp", "messagebird-request-id"],
    sign,
  };
}

/** Over the time, the address and the bytes of the body's hash. */
function verify(request: WebhookRequest, { signingKey }: Secrets, settings: Settings): Verification {
  const header = request.headers["messagebird-signature"];
  if (!header) return { ok: false, reason: "missing_signature" };
  const signature = decodeBase64(header, 32);
  if (!signature) return { ok: false, reason: "malformed_signature" };
  const timestamp = request.headers["messagebird-request-timestamp"];
  const signedAt = timestamp && /^\d{1,12}$/.test(timestamp) ? providerTime(timestamp) : undefined;
  if (!timestamp || !signedAt) return { ok: false, reason: "missing_timestamp" };
  if (!isSame(signature, signatureOf(request, timestamp, signingKey))) return { ok: false, reason: "bad_signature" };
  return checkAge(signedAt, request.receivedAt, settings.toleranceSeconds);
}

function signatureOf({ url, body }: Pick<WebhookRequest, "url" | "body">, timestamp: string, key: string): Buffer {
  return hmac("sha256", key, `${timestamp}\n${url}\n`, digest("sha256", body));
}

function parse(request: WebhookRequest): ParsedCallback {
  const read = readJsonObject(request.body);
  if (!read.ok) return { kind: "problem", problem: read.problem };
  const message = asObject(member(read.value, "payload")) ?? read.value;
  const event = idField(member(read.value, "event"), 64) ?? "";
  const field = (name: string) => member(message, name);
  const providerMessageId = idField(field("id"));
  if (!providerMessageId) return { kind: "problem", problem: "missing_message_id" };
  const shared = { index: 0, providerMessageId, channel: channelField(event.split(".")[0]) };
  const [ours, theirs] = [ourAddress(message), theirAddress(message)];
  if (event.endsWith(".inbound")) return { kind: "inbound", messages: [reply(message, shared)] };
  const rawStatus = statusField(field("status"));
  if (!rawStatus) return { kind: "problem", problem: "missing_status" };
  const report: DeliveryReport = {
    ...shared,
    rawStatus,
    ...failureOf(message),
    ...occurredAtField(field("lastStatusAt") ?? field("updatedAt")),
    recipient: theirs,
    sender: ours,
    clientReference: idField(field("reference")),
  };
  return { kind: "reports", reports: [report] };
}

/** The code of the network behind Bird says more than its own, where there is one. */
function failureOf(message: unknown): Pick<DeliveryReport, "errorCode" | "rawReason"> {
  const failure = member(message, "failure");
  const code = codeField(member(member(failure, "source"), "code")) ?? codeField(member(failure, "code"));
  const reason = reasonField(member(message, "reason")) ?? reasonField(member(failure, "description"));
  return { errorCode: code === "0" ? undefined : code, rawReason: reason };
}

type Shared = Pick<InboundMessage, "index" | "providerMessageId" | "channel">;

/** In a reply the roles are turned: the person sends, our connector receives. */
function reply(message: unknown, shared: Shared): InboundMessage {
  const [sender, receiver] = [member(message, "sender"), member(message, "receiver")];
  return {
    ...shared,
    from: addressField(member(member(sender, "contact"), "identifierValue")),
    to: addressField(member(member(first(member(receiver, "connectors")), "connector"), "identifierValue")),
    providerOccurredAt: providerTime(member(message, "createdAt")),
  };
}

function ourAddress(message: unknown): string | undefined {
  return addressField(member(member(member(message, "sender"), "connector"), "identifierValue"));
}

function theirAddress(message: unknown): string | undefined {
  return addressField(member(first(member(member(message, "receiver"), "contacts")), "identifierValue"));
}

function first(list: unknown): unknown {
  return Array.isArray(list) ? list[0] : undefined;
}

function sign(example: ExampleCallback, { signingKey }: Secrets): WebhookRequest {
  const raw = example.kind === "raw";
  const body = raw ? example.body : Buffer.from(JSON.stringify(reportBody(example)));
  const timestamp = String(Math.floor(example.at.getTime() / 1000));
  const headers = {
    "content-type": (raw ? example.contentType : undefined) ?? "application/json",
    "messagebird-request-timestamp": timestamp,
    "messagebird-signature": signatureOf({ url: example.url, body }, timestamp, signingKey).toString("base64"),
  };
  const method = (raw ? example.method : undefined) ?? "POST";
  return { method, url: example.url, headers, body, receivedAt: example.at };
}

function reportBody(example: ExampleCallback & { kind: "report" }): JsonObject {
  const at = (example.providerOccurredAt ?? example.at).toISOString();
  const contact = { identifierKey: "phonenumber", identifierValue: example.recipient ?? "+447700900123" };
  const payload = {
    id: example.providerMessageId,
    channelId: "3e3a68da-85a2-4b12-b114-b2c28117bf37",
    sender: { connector: { identifierValue: example.sender ?? "+447700900999" } },
    receiver: { contacts: [contact] },
    reference: example.clientReference,
    status: example.rawStatus,
    direction: "outgoing",
    ...(example.reason !== undefined && { reason: example.reason }),
    ...(example.errorCode !== undefined && {
      failure: { code: 15001, source: { name: "sms-messagebird", code: example.errorCode } },
    }),
    lastStatusAt: at,
    ...example.extra,
  };
  return { service: "channels", event: `${example.channel ?? "sms"}.outbound`, payload };
}
