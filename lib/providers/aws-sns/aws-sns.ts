import { z } from "zod";
import { addressField, amountField, countField, idField, mccMncField, reasonField, statusField } from "../kit/fields";
import { occurredAtField, providerTime } from "../kit/provider-time";
import { decodeUtf8, type JsonObject, member, readJsonObject } from "../kit/read-json";
import { reportTypeSetting } from "../kit/report-type-setting";
import { respond } from "../kit/respond";
import { checkAge, digest, isSame } from "../kit/signature";
import { toleranceSetting } from "../kit/tolerance-setting";
import type {
  DeliveryReport,
  ExampleCallback,
  ParsedCallback,
  Provider,
  StatusTable,
  Verification,
  WebhookRequest,
} from "../provider";
import {
  addressAtAws,
  certificateAddress,
  readEnvelope,
  refusalOf,
  type SnsEnvelope,
  TEST_VERSION,
  testSignature,
  writeEnvelope,
} from "./sns-envelope";

const ARN = "^arn:aws[a-z-]*:sns:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]+$";

const Secrets = z.object({
  topicArn: z
    .string()
    .trim()
    .min(1)
    .max(300)
    .meta({
      title: "Topic ARN",
      description: "Of the SNS topic: notifications of any other are refused. It is no secret.",
      isPublic: true,
      shape: { pattern: ARN, words: "like arn:aws:sns:eu-west-1:123456789012:sms-events" },
    }),
  testKey: z.string().trim().min(16).max(500).optional().meta({
    title: "Key of test callbacks",
    description:
      "Signs this product's own test callbacks and simulator, for AWS alone can sign as AWS does. Without it those are refused.",
    canGenerate: true,
  }),
});
type Secrets = z.infer<typeof Secrets>;

/** A delivery policy repeats a notification for an hour at most, unchanged. */
const RETRY_SECONDS = 3600;

const Settings = z.strictObject({
  toleranceSeconds: toleranceSetting(2 * RETRY_SECONDS, "SNS repeats a notification for up to an hour."),
  reportType: reportTypeSetting("Final where the event destination takes the event types of an end alone."),
});
type Settings = z.infer<typeof Settings>;

const statuses: StatusTable = {
  text_queued: { status: "accepted", final: false, saidBy: "provider" },
  text_pending: { status: "accepted", final: false, saidBy: "provider" },
  text_sent: { status: "sent", final: false, saidBy: "provider" },
  text_delivered: { status: "delivered", final: true, saidBy: "handset" },
  // The carrier has taken it. By country this is the last word, or text_delivered is.
  text_successful: { status: "delivered", final: true, saidBy: "carrier" },
  text_ttl_expired: { status: "expired", final: true, saidBy: "provider" },
  text_unreachable: { status: "undelivered", final: true, saidBy: "carrier", category: "handset_unreachable" },
  text_carrier_unreachable: { status: "undelivered", final: true, saidBy: "provider", category: "provider_fault" },
  // By whom, AWS does not say in one line that we could read.
  text_blocked: { status: "rejected", final: true, saidBy: "unknown" },
  text_carrier_blocked: { status: "rejected", final: true, saidBy: "carrier", category: "carrier_rejected" },
  text_spam: { status: "rejected", final: true, saidBy: "carrier", category: "carrier_filtered" },
  text_protect_blocked: { status: "rejected", final: true, saidBy: "provider", category: "blocked_by_policy" },
  text_invalid: { status: "failed", final: true, saidBy: "provider", category: "invalid_number" },
  text_invalid_message: { status: "failed", final: true, saidBy: "provider", category: "request_error" },
  text_unknown: { status: "unknown", final: true, saidBy: "carrier" },
};

export const awsSns: Provider<Secrets> = configured(Settings.parse({}));

function configured(settings: Settings): Provider<Secrets> {
  return {
    id: "aws-sns",
    name: "AWS End User Messaging",
    docsUrl: "https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-destinations.html",
    secrets: Secrets,
    settings: Settings,
    configure: (given) => configured(Settings.strip().parse(given)),
    methods: ["POST"],
    reportType: settings.reportType,
    needs(request) {
      const read = readEnvelope(request.body);
      const address = read.ok ? certificateAddress(read.envelope) : undefined;
      return address ? [address] : [];
    },
    verify: (request, secrets, fetched) => verify(request, secrets, settings, fetched),
    parse,
    respond: (outcome) => respond(outcome),
    demo: {
      label: "AWS SMS",
      secrets: (hex) => ({ topicArn: "arn:aws:sns:eu-west-1:123456789012:sms-events", testKey: hex(40) }),
      newMessageId: (hex) => [hex(8), hex(4), `4${hex(3)}`, `8${hex(3)}`, hex(12)].join("-"),
      share: 10,
    },
    setup: {
      steps: [
        "Make an SNS topic (type standard), and set its signature version to 2.",
        "Add it as an event destination of your configuration set in AWS End User Messaging SMS, with all event types of text messages.",
        "Give the topic's ARN here, then subscribe the URL to it, protocol HTTPS, raw message delivery off.",
        "SNS asks at once whether the subscription is wanted: this connection says yes by itself. Where SNS shows it as pending, request the confirmation again.",
        "This server must reach sns.<region>.amazonaws.com by HTTPS: there lies the certificate that proves each notification.",
      ],
      retrySeconds: RETRY_SECONDS,
    },
    statuses,
    // AWS has no codes: the event's type and its description are the reason.
    errors: {},
    plainFields: [
      ...["Type", "MessageId", "TopicArn", "Timestamp", "SignatureVersion"],
      ...["eventType", "eventVersion", "eventTimestamp", "isFinal", "isInternationalSend", "mcc", "mnc"].map(inMessage),
      ...["messageId", "messageRequestTimestamp", "messageEncoding", "messageType", "messageStatus"].map(inMessage),
      ...["messageStatusDescription", "totalMessageParts", "totalMessagePrice", "totalCarrierFee"].map(inMessage),
    ],
    keptHeaders: ["content-type", "x-amz-sns-message-type", "x-amz-sns-message-id", "x-amz-sns-topic-arn"],
    sign,
  };
}

function inMessage(name: string): string {
  return `Message.${name}`;
}

/** Of our topic, by its signature, and not too old: in this order, so that nobody else's notification has us fetch. */
function verify(
  request: WebhookRequest,
  { topicArn, testKey }: Secrets,
  settings: Settings,
  fetched?: ReadonlyMap<string, string>,
): Verification {
  const read = readEnvelope(request.body);
  if (!read.ok || !read.envelope.Signature) return { ok: false, reason: "missing_signature" };
  const { envelope } = read;
  if (envelope.TopicArn !== topicArn) return { ok: false, reason: "wrong_account" };
  const isTest = envelope.SignatureVersion === TEST_VERSION && testKey !== undefined;
  const refusal = isTest ? testRefusal(envelope, testKey) : refusalOf(envelope, fetched);
  if (refusal) return { ok: false, reason: refusal };
  const publishedAt = providerTime(envelope.Timestamp);
  return publishedAt
    ? checkAge(publishedAt, request.receivedAt, settings.toleranceSeconds)
    : { ok: false, reason: "missing_timestamp" };
}

function testRefusal(envelope: SnsEnvelope, testKey: string): "bad_signature" | null {
  return isSame(envelope.Signature ?? "", testSignature(envelope, testKey)) ? null : "bad_signature";
}

function parse(request: WebhookRequest): ParsedCallback {
  const read = readEnvelope(request.body);
  if (!read.ok) return { kind: "problem", problem: read.problem };
  const { envelope } = read;
  if (envelope.Type === "Notification") return parseEvent(envelope);
  const url = envelope.Type === "SubscriptionConfirmation" ? addressAtAws(envelope.SubscribeURL) : undefined;
  const isConfirmation = url?.searchParams.get("Action") === "ConfirmSubscription";
  return url && isConfirmation ? { kind: "confirm", url: url.href } : { kind: "problem", problem: "unexpected_shape" };
}

function parseEvent(envelope: SnsEnvelope): ParsedCallback {
  const read = readJsonObject(Buffer.from(envelope.Message ?? ""));
  if (!read.ok) return { kind: "problem", problem: read.problem };
  const field = (name: string) => member(read.value, name);
  const providerMessageId = idField(field("messageId"));
  if (!providerMessageId) return { kind: "problem", problem: "missing_message_id" };
  const rawStatus = statusField(field("eventType"));
  if (!rawStatus) return { kind: "problem", problem: "missing_status" };
  const isFinal = field("isFinal");
  const mccMnc = mccMncField(`${idField(field("mcc"), 3) ?? ""}${idField(field("mnc"), 3) ?? ""}`);
  const amount = amountField(field("totalMessagePrice"));
  const report: DeliveryReport = {
    index: 0,
    providerMessageId,
    providerEventId: idField(envelope.MessageId),
    rawStatus,
    rawReason: reasonField(field("messageStatusDescription")),
    isFinal: typeof isFinal === "boolean" ? isFinal : undefined,
    ...occurredAtField(field("eventTimestamp")),
    recipient: addressField(field("destinationPhoneNumber")),
    sender: addressField(field("originationPhoneNumber")),
    channel: "sms",
    carrier: mccMnc === undefined ? undefined : { mccMnc },
    parts: countField(field("totalMessageParts")),
    price: amount === undefined ? undefined : { amount },
  };
  return { kind: "reports", reports: [report] };
}

/** Signed with the key of test callbacks. What is no envelope yet becomes the message of one. */
function sign(example: ExampleCallback, { topicArn, testKey }: Secrets): WebhookRequest {
  const raw = example.kind === "raw";
  const headers = { "content-type": (raw ? example.contentType : undefined) ?? "text/plain; charset=UTF-8" };
  const request = { method: "POST", url: example.url, headers, receivedAt: example.at };
  const given = raw ? readEnvelope(example.body) : undefined;
  const message = raw ? decodeUtf8(example.body) : JSON.stringify(eventOf(example));
  // Bytes that are no text have no place in an envelope.
  if (message === undefined) return { ...request, body: raw ? example.body : Buffer.alloc(0) };
  // One that was captured is published anew.
  const captured = given?.ok ? { ...given.envelope, Timestamp: example.at.toISOString() } : undefined;
  const bare = captured ?? notification(message, topicArn, example);
  const envelope = { ...bare, TopicArn: topicArn, SignatureVersion: TEST_VERSION };
  return writeEnvelope(request, { ...envelope, Signature: testSignature(envelope, testKey ?? "") });
}

/** A repetition within the hour is the same notification; what comes later was published anew. */
function notification(message: string, topicArn: string, example: ExampleCallback): SnsEnvelope {
  const occurredAt = example.kind === "report" ? (example.providerOccurredAt ?? example.at) : example.at;
  const isRepeated = Math.abs(example.at.getTime() - occurredAt.getTime()) <= RETRY_SECONDS * 1000;
  const given = example.kind === "report" ? example.providerEventId : undefined;
  const publishedAt = (isRepeated ? occurredAt : example.at).toISOString();
  const id =
    given ??
    digest("sha256", publishedAt + message)
      .toString("hex")
      .slice(0, 32);
  return { Type: "Notification", MessageId: id, TopicArn: topicArn, Message: message, Timestamp: publishedAt };
}

function eventOf(example: ExampleCallback & { kind: "report" }): JsonObject {
  const at = (example.providerOccurredAt ?? example.at).getTime();
  const known = Object.hasOwn(statuses, example.rawStatus) ? statuses[example.rawStatus] : undefined;
  const mccMnc = example.carrier?.mccMnc ?? "23410";
  return {
    eventType: example.rawStatus,
    eventVersion: "1.0",
    eventTimestamp: at,
    isFinal: example.isFinal ?? known?.final ?? false,
    originationPhoneNumber: example.sender ?? "+447700900999",
    destinationPhoneNumber: example.recipient ?? "+447700900123",
    isInternationalSend: false,
    mcc: mccMnc.slice(0, 3),
    mnc: mccMnc.slice(3),
    messageId: example.providerMessageId,
    messageRequestTimestamp: at - 2_000,
    messageEncoding: "GSM",
    messageType: "TRANSACTIONAL",
    messageStatus: example.rawStatus.replace(/^text_/i, "").toUpperCase(),
    messageStatusDescription: example.reason ?? "",
    totalMessageParts: 1,
    totalMessagePrice: 0.04,
    ...example.extra,
  };
}
