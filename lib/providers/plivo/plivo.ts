import { z } from "zod";
import type { Channel } from "@/lib/delivery/fold/status";
import { addressField, amountField, codeField, countField, idField, mccMncField, statusField } from "../kit/fields";
import { FORM_TYPE } from "../kit/form-fields";
import { occurredAtField } from "../kit/provider-time";
import { asObject, type JsonObject, parseJson } from "../kit/read-json";
import { readRequestFields } from "../kit/request-fields";
import { respond } from "../kit/respond";
import { inZone, UtcOffset } from "../kit/utc-offset";
import type {
  DeliveryReport,
  ExampleCallback,
  FailureTable,
  ParsedCallback,
  Provider,
  StatusTable,
  WebhookRequest,
} from "../provider";
import { plivoErrors } from "./plivo-errors";
import { plivoHeaders, SIGNATURE_VERSIONS, verifyPlivoSignature } from "./plivo-signature";

const Secrets = z.object({
  authToken: z.string().trim().min(1).max(200).meta({
    title: "Auth token",
    description: "Of the account or subaccount that sends, or of its main account: Plivo signs with both.",
  }),
  authId: z.string().trim().min(1).max(40).optional().meta({
    title: "Auth ID",
    description: "Only for asking Plivo about messages without a receipt.",
    isPublic: true,
  }),
});
type Secrets = z.infer<typeof Secrets>;

const Settings = z.strictObject({
  signature: z.enum(["any", "v3"]).default("any").meta({
    title: "Signature",
    description:
      "For messages Plivo documents V2, which covers the address without its query, and nothing that the callback says. Ask for v3, which covers the whole address and every field, once callbacks are seen to come with X-Plivo-Signature-V3.",
  }),
  timeOffset: UtcOffset.optional().meta({
    title: "Offset of times",
    description: "Plivo's times name no zone, and it does not say which they are in: without this they are not read.",
  }),
});
type Settings = z.infer<typeof Settings>;

const statuses: StatusTable = {
  queued: { status: "accepted", final: false, saidBy: "provider" },
  // May stay the last word: not every carrier sends receipts.
  sent: { status: "sent", final: false, saidBy: "provider" },
  delivered: { status: "delivered", final: true, saidBy: "carrier" },
  read: { status: "delivered", final: true, saidBy: "handset" },
  undelivered: { status: "undelivered", final: true, saidBy: "carrier" },
  failed: { status: "failed", final: true, saidBy: "provider" },
  rejected: { status: "rejected", final: true, saidBy: "carrier" },
};

// What was handed on comes back as `undelivered`; what never was, as `failed`.
const failures: FailureTable = {
  undelivered: { codes: ["10", "20", "30", "50", "70", "80", "90", "100", "420", "1000"] },
  failed: { unsent: true, codes: ["40", "60", "110", "200", "201", "300", "450", "900", "910"] },
  rejected: { codes: ["30", "100"] },
};

/** When the message came to a status. `failed` and `read` have no time of their own. */
const TIME_OF_STATUS: ReadonlyMap<string, string> = new Map([
  ["queued", "QueuedTime"],
  ["sent", "SentTime"],
  ...["delivered", "undelivered", "rejected"].map((status) => [status, "DeliveryReportTime"] as const),
]);

const UNCOVERED =
  "Plivo's signature for messages (V2) covers this URL and a nonce, not what the callback says: whoever saw one signed callback could send others. Keep the URL to yourself; enter the auth ID and switch on “Confirm by asking”, or ask for v3 in the settings once Plivo is seen to send it.";

export const plivo: Provider<Secrets> = configured(Settings.parse({}));

function configured(settings: Settings): Provider<Secrets> {
  const versions = settings.signature === "any" ? SIGNATURE_VERSIONS : [settings.signature];
  return {
    id: "plivo",
    name: "Plivo",
    docsUrl: "https://docs.plivo.com/docs/messaging/api/message/message-status-callbacks",
    secrets: Secrets,
    settings: Settings,
    configure: (given) => configured(Settings.strip().parse(given)),
    methods: ["POST", "GET"],
    // The older ones leave the query out, or the body, which others could put another message's address to.
    ...(settings.signature === "v3" && { signsAddress: true }),
    verify: (request, { authToken }) => verifyPlivoSignature(request, authToken, versions),
    provesContent: (request, { authToken }) => verifyPlivoSignature(request, authToken, ["v3"]).ok,
    parse: (request) => parse(request, settings),
    respond: (outcome) => respond(outcome),
    demo: {
      label: "Plivo",
      secrets: (hex) => ({ authToken: Buffer.from(hex(40)).toString("base64url") }),
      newMessageId: (hex) => [hex(8), hex(4), `4${hex(3)}`, `8${hex(3)}`, hex(12)].join("-"),
      share: 6,
    },
    setup: {
      steps: [
        "Give the URL as url with each message that you send, and POST as its method: Plivo calls it at each change of the status.",
        "Copy the auth token of the account or subaccount that sends.",
      ],
      caution: settings.signature === "any" ? UNCOVERED : undefined,
    },
    statuses,
    errors: plivoErrors,
    failures,
    plainFields: [
      ...["MessageUUID", "ParentMessageUUID", "PartInfo", "Sequence", "Status", "ErrorCode", "Type", "Units"],
      ...["TotalRate", "TotalAmount", "MCC", "MNC", "MessageTime", "QueuedTime", "SentTime", "DeliveryReportTime"],
      ...["PowerpackUUID", "ConversationID", "ConversationOrigin", "ConversationExpirationTimestamp"],
    ],
    keptHeaders: [
      ...["content-type", "x-plivo-signature-v2", "x-plivo-signature-ma-v2", "x-plivo-signature-v2-nonce"],
      ...["x-plivo-signature-v3", "x-plivo-signature-ma-v3", "x-plivo-signature-v3-nonce"],
    ],
    sign: (example, secrets) => sign(example, secrets, settings),
    lookup: {
      request(ref, { authId, authToken }) {
        if (!authId) return undefined;
        const credentials = Buffer.from(`${authId}:${authToken}`).toString("base64");
        const url = `https://api.plivo.com/v1/Account/${encodeURIComponent(authId)}/Message/${encodeURIComponent(ref)}/`;
        return { method: "GET", url, headers: { authorization: `Basic ${credentials}`, accept: "application/json" } };
      },
      parse: (response) => parseLookup(response, settings),
      plainFields: [
        ...["message_uuid", "message_state", "message_type", "message_direction", "error_code", "units"],
        ...["total_rate", "total_amount", "message_time", "message_sent_time", "message_updated_time"],
      ],
    },
  };
}

function parse(request: WebhookRequest, settings: Settings): ParsedCallback {
  const read = readRequestFields(request);
  if (!read.ok) return { kind: "problem", problem: read.problem };
  const { field } = read;
  const providerMessageId = idField(field("MessageUUID"));
  if (!providerMessageId) return { kind: "problem", problem: "missing_message_id" };
  const rawStatus = statusField(field("Status"));
  const [from, to] = [addressField(field("From")), addressField(field("To"))];
  const channel = channelOf(field("Type"));
  if (!rawStatus && field("Text") !== undefined) {
    return { kind: "inbound", messages: [{ index: 0, providerMessageId, from, to, channel }] };
  }
  if (!rawStatus) return { kind: "problem", problem: "missing_status" };
  const report: DeliveryReport = {
    index: 0,
    providerMessageId,
    rawStatus,
    errorCode: errorCodeOf(field("ErrorCode")),
    ...timeField(field(TIME_OF_STATUS.get(rawStatus.toLowerCase()) ?? ""), settings),
    recipient: to,
    sender: from,
    channel,
    carrier: carrierOf(idField(field("MCC"), 3), idField(field("MNC"), 3)),
    parts: countField(field("Units")),
    price: priceOf(field("TotalAmount")),
  };
  return { kind: "reports", reports: [report] };
}

/** Zeros are no error. */
function errorCodeOf(value: unknown): string | undefined {
  const code = codeField(value);
  return code !== undefined && /^0+$/.test(code) ? undefined : code;
}

/** Without a zone no time is told, unless the admin says which it is in. */
function timeField(written: unknown, { timeOffset }: Settings): ReturnType<typeof occurredAtField> {
  return occurredAtField(inZone(idField(written, 40), timeOffset));
}

function carrierOf(mcc: string | undefined, mnc: string | undefined): DeliveryReport["carrier"] {
  const mccMnc = mcc && mnc ? mccMncField(mcc + mnc) : undefined;
  return mccMnc === undefined ? undefined : { mccMnc };
}

function priceOf(value: unknown): DeliveryReport["price"] {
  const amount = amountField(value);
  return amount === undefined ? undefined : { amount };
}

const CHANNELS: Readonly<Record<string, Channel>> = { sms: "sms", mms: "sms", whatsapp: "whatsapp" };

function channelOf(type: unknown): Channel {
  const name = idField(type, 40)?.toLowerCase() ?? "sms";
  return (Object.hasOwn(CHANNELS, name) && CHANNELS[name]) || "other";
}

function sign(example: ExampleCallback, { authToken }: Secrets, { signature }: Settings): WebhookRequest {
  const request = example.kind === "raw" ? rawRequest(example) : reportRequest(example);
  const signed = plivoHeaders(request, authToken, signature === "any" ? "v2" : signature);
  return { ...request, headers: { ...request.headers, ...signed } };
}

function rawRequest(example: ExampleCallback & { kind: "raw" }): WebhookRequest {
  const method = example.method ?? "POST";
  const headers: Record<string, string> = method === "POST" ? { "content-type": example.contentType ?? FORM_TYPE } : {};
  return { method, url: example.url, headers, body: example.body, receivedAt: example.at };
}

function reportRequest(example: ExampleCallback & { kind: "report" }): WebhookRequest {
  const fields = new URLSearchParams({
    MessageUUID: example.providerMessageId,
    ParentMessageUUID: example.providerMessageId,
    From: digitsOf(example.sender ?? "14155550199"),
    To: digitsOf(example.recipient ?? "14155550100"),
    Status: example.rawStatus,
    Type: example.channel ?? "sms",
    Units: "1",
    TotalRate: "0.0035",
    TotalAmount: "0.0035",
  });
  if (example.errorCode) fields.set("ErrorCode", example.errorCode);
  const mccMnc = example.carrier?.mccMnc;
  if (mccMnc) {
    fields.set("MCC", mccMnc.slice(0, 3));
    fields.set("MNC", mccMnc.slice(3));
  }
  const time = TIME_OF_STATUS.get(example.rawStatus);
  if (time) fields.set(time, plivoTime(example.providerOccurredAt ?? example.at));
  for (const [name, value] of Object.entries(example.extra ?? {})) fields.set(name, value);
  const body = Buffer.from(fields.toString());
  return { method: "POST", url: example.url, headers: { "content-type": FORM_TYPE }, body, receivedAt: example.at };
}

/** Numbers come without a plus. */
function digitsOf(address: string): string {
  return address.replace(/^\+(?=\d+$)/, "");
}

/** YYYY-mm-dd HH:MM:SS.ffffff */
function plivoTime(at: Date): string {
  return `${at.toISOString().slice(0, -1).replace("T", " ")}000`;
}

function parseLookup(response: { status: number; body: string }, settings: Settings): DeliveryReport[] {
  if (response.status === 404) return [];
  const message = response.status === 200 ? asObject(parseJson(response.body)?.value) : undefined;
  const providerMessageId = idField(message?.message_uuid);
  const rawStatus = statusField(message?.message_state);
  if (!message || !providerMessageId || !rawStatus)
    throw new Error(`Plivo's answer to a look-up is no message (${response.status})`);
  return message.message_direction === "inbound" ? [] : [lookedUp(message, providerMessageId, rawStatus, settings)];
}

function lookedUp(message: JsonObject, providerMessageId: string, rawStatus: string, settings: Settings) {
  const time = rawStatus === "sent" ? message.message_sent_time : message.message_updated_time;
  return {
    index: 0,
    providerMessageId,
    rawStatus,
    errorCode: errorCodeOf(message.error_code),
    ...timeField(time, settings),
    recipient: addressField(message.to_number),
    sender: addressField(message.from_number),
    channel: channelOf(message.message_type),
    parts: countField(message.units),
    price: priceOf(message.total_amount),
  };
}
