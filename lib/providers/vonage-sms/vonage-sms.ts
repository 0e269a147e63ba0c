import { z } from "zod";
import { addressField, amountField, codeField, idField, mccMncField, statusField } from "../kit/fields";
import { FORM_TYPE, isForm, withQuery } from "../kit/form-fields";
import { providerTime } from "../kit/provider-time";
import { respond } from "../kit/respond";
import { checkAge, isSame } from "../kit/signature";
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
import { vonageSmsErrors } from "./vonage-sms-errors";
import { readVonageFields, SIGNATURE_METHODS, vonageSignature } from "./vonage-sms-signature";

const Secrets = z.object({
  signatureSecret: z.string().trim().min(1).max(500).meta({ title: "Signature secret" }),
  // Not secret itself, but without it the secret says nothing: the two are kept and rotated together.
  signatureMethod: z.enum(SIGNATURE_METHODS).optional().meta({
    title: "Signature method",
    description: "As set in the Vonage account; md5hash when nothing is.",
  }),
});
type Secrets = z.infer<typeof Secrets>;

// A receipt is repeated for up to 72 hours, and nothing says that each try is signed anew.
const TOLERANCE_SECONDS = 73 * 3600;

const Settings = z.strictObject({
  toleranceSeconds: toleranceSetting(TOLERANCE_SECONDS),
});
type Settings = z.infer<typeof Settings>;

/** Made anew for each push of one receipt. */
const PUSH_FIELDS: ReadonlySet<string> = new Set(["timestamp", "nonce", "sig", "message-timestamp"]);

const statuses: StatusTable = {
  // The carrier has taken it: more than our `accepted`.
  accepted: { status: "sent", final: false, saidBy: "carrier" },
  buffered: { status: "sent", final: false, saidBy: "carrier" },
  delivered: { status: "delivered", final: true, saidBy: "carrier" },
  expired: { status: "expired", final: true, saidBy: "carrier" },
  failed: { status: "failed", final: true, saidBy: "carrier" },
  rejected: { status: "rejected", final: true, saidBy: "carrier" },
  unknown: { status: "unknown", final: true, saidBy: "carrier" },
};

export const vonageSms: Provider<Secrets> = configured(Settings.parse({}));

function configured(settings: Settings): Provider<Secrets> {
  return {
    id: "vonage-sms",
    name: "Vonage SMS",
    docsUrl: "https://developer.vonage.com/en/messaging/sms/guides/delivery-receipts",
    secrets: Secrets,
    settings: Settings,
    configure: (given) => configured(Settings.strip().parse(given)),
    methods: ["GET", "POST"],
    verify: (request, secrets) => verify(request, secrets, settings),
    parse,
    repeated,
    respond: (outcome) => respond(outcome),
    demo: {
      label: "Vonage SMS",
      secrets: (hex) => ({ signatureSecret: hex(40), signatureMethod: "sha256" }),
      newMessageId: (hex) => hex(16).toUpperCase(),
      share: 16,
    },
    setup: {
      steps: [
        "Open API Settings in the Vonage dashboard, and find SMS settings.",
        "Paste the URL as “Delivery receipts (DLR) webhooks”, with POST or POST-JSON as its method.",
        "Ask Vonage to sign webhooks with the signature secret and the method given here.",
      ],
      retrySeconds: TOLERANCE_SECONDS,
    },
    statuses,
    errors: vonageSmsErrors,
    codePage: () => "https://developer.vonage.com/en/messaging/sms/guides/delivery-receipts",
    plainFields: [
      ...["messageId", "status", "err-code", "scts", "message-timestamp", "timestamp", "nonce", "sig", "api-key"],
      ...["network-code", "price", "client-ref", "type", "concat", "concat-ref", "concat-total", "concat-part"],
    ],
    keptHeaders: ["content-type"],
    sign,
  };
}

function verify(request: WebhookRequest, secrets: Secrets, settings: Settings): Verification {
  const read = readVonageFields(request);
  // Fields that cannot be read cannot have been signed.
  if (!read.ok)
    return { ok: false, reason: read.problem === "empty_body" ? "missing_signature" : "malformed_signature" };
  const given = read.fields.get("sig");
  if (!given) return { ok: false, reason: "missing_signature" };
  const spelled = given === given.toUpperCase() ? given.toLowerCase() : given;
  if (!isSame(spelled, signatureOf(read.fields, secrets))) return { ok: false, reason: "bad_signature" };
  const signedAt = providerTime(read.fields.get("timestamp"));
  return signedAt ? checkAge(signedAt, request.receivedAt, settings.toleranceSeconds) : { ok: true };
}

function signatureOf(fields: ReadonlyMap<string, string>, secrets: Secrets): string {
  return vonageSignature(fields, secrets.signatureSecret, secrets.signatureMethod ?? "md5hash");
}

function parse(request: WebhookRequest): ParsedCallback {
  const read = readVonageFields(request);
  if (!read.ok) return { kind: "problem", problem: read.problem };
  const field = (name: string) => read.fields.get(name);
  const providerMessageId = idField(field("messageId"));
  if (!providerMessageId) return { kind: "problem", problem: "missing_message_id" };
  const rawStatus = statusField(field("status"));
  const [person, ours] = [addressField(field("msisdn")), addressField(field("to"))];
  if (!rawStatus && (field("text") !== undefined || field("type") !== undefined)) {
    return { kind: "inbound", messages: [{ index: 0, providerMessageId, from: person, to: ours, channel: "sms" }] };
  }
  if (!rawStatus) return { kind: "problem", problem: "missing_status" };
  const errorCode = codeField(field("err-code"));
  const amount = amountField(field("price"));
  const mccMnc = mccMncField(field("network-code"));
  const report: DeliveryReport = {
    index: 0,
    providerMessageId,
    rawStatus,
    errorCode: errorCode === "0" ? undefined : errorCode,
    ...timesOf(field, request.receivedAt),
    recipient: person,
    sender: ours,
    channel: "sms",
    carrier: mccMnc === undefined ? undefined : { mccMnc },
    price: amount === undefined ? undefined : { amount },
    clientReference: idField(field("client-ref")),
  };
  return { kind: "reports", reports: [report] };
}

function repeated(request: WebhookRequest): string | undefined {
  const read = readVonageFields(request);
  if (!read.ok) return undefined;
  const lasting = [...read.fields].filter(([name]) => !PUSH_FIELDS.has(name));
  return JSON.stringify(lasting.sort(([left], [right]) => (left < right ? -1 : 1)));
}

// Far below the quarter of an hour by which zones differ.
const AGREE_MS = 60_000;

/**
 * `scts` and `message-timestamp` have no zone, and disagree by an hour in Vonage's own example. The latter is of the
 * push: where it is UTC by the word of the signed `timestamp`, it had happened by then, which may be long before arrival.
 */
function timesOf(
  field: (name: string) => string | undefined,
  receivedAt: Date,
): Pick<DeliveryReport, "timeNotRead" | "occurredAtLatest"> {
  const written = field("message-timestamp");
  const [pushed, signed] = [providerTime(`${written}Z`)?.getTime(), providerTime(field("timestamp"))?.getTime()];
  if (pushed !== undefined && signed !== undefined && Math.abs(pushed - signed) <= AGREE_MS) {
    return { occurredAtLatest: new Date(Math.min(Math.max(pushed, signed), receivedAt.getTime())) };
  }
  return written || field("scts") ? { timeNotRead: true } : {};
}

function sign(example: ExampleCallback, secrets: Secrets): WebhookRequest {
  const request = example.kind === "raw" ? rawRequest(example) : reportRequest(example);
  const read = readVonageFields(request);
  // Bytes that hold no fields have no place for a signature.
  if (!read.ok) return request;
  const seconds = String(Math.floor(example.at.getTime() / 1000));
  const added: [string, string][] = read.fields.has("timestamp") ? [] : [["timestamp", seconds]];
  added.push(["sig", signatureOf(new Map([...read.fields, ...added]), secrets)]);
  return withFields(request, added);
}

function rawRequest(example: ExampleCallback & { kind: "raw" }): WebhookRequest {
  const method = example.method ?? "POST";
  const headers: Record<string, string> = method === "POST" ? { "content-type": example.contentType ?? FORM_TYPE } : {};
  return { method, url: example.url, headers, body: example.body, receivedAt: example.at };
}

function reportRequest(example: ExampleCallback & { kind: "report" }): WebhookRequest {
  const carrierTime = (example.providerOccurredAt ?? example.at).toISOString();
  const fields = new URLSearchParams({
    msisdn: (example.recipient ?? "447700900123").replace(/^\+/, ""),
    to: example.sender ?? "Vonage",
    "network-code": example.carrier?.mccMnc ?? "23410",
    messageId: example.providerMessageId,
    price: "0.03330000",
    status: example.rawStatus,
    scts: carrierTime.replace(/\D/g, "").slice(2, 12),
    "err-code": example.errorCode ?? "0",
    "api-key": "abcd1234",
    "message-timestamp": example.at.toISOString().slice(0, 19).replace("T", " "),
  });
  if (example.clientReference) fields.set("client-ref", example.clientReference);
  for (const [name, value] of Object.entries(example.extra ?? {})) fields.set(name, value);
  const body = Buffer.from(fields.toString());
  return { method: "POST", url: example.url, headers: { "content-type": FORM_TYPE }, body, receivedAt: example.at };
}

/** Adds fields where the request carries its own: query, form, or JSON. */
function withFields(request: WebhookRequest, added: readonly [string, string][]): WebhookRequest {
  const encoded = new URLSearchParams(added.map(([name, value]) => [name, value])).toString();
  if (request.method !== "POST") return { ...request, url: withQuery(request.url, encoded) };
  if (isForm(request.headers)) {
    return { ...request, body: Buffer.concat([request.body, Buffer.from(`&${encoded}`)]) };
  }
  const members = added.map(([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`).join("");
  const open = request.body.toString("utf8").trimEnd().replace(/\}$/, "");
  const body = Buffer.from(`${open}${open.trim() === "{" ? members.slice(1) : members}}`);
  return { ...request, body };
}
