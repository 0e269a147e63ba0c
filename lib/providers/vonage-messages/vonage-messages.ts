import { z } from "zod";
import type { Channel } from "@/lib/delivery/fold/status";
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
import { occurredAtField, providerTime } from "../kit/provider-time";
import { asObject, type JsonObject, member, readJsonObject } from "../kit/read-json";
import { respond } from "../kit/respond";
import type {
  DeliveryReport,
  ExampleCallback,
  FailureTable,
  ParsedCallback,
  Provider,
  StatusTable,
  WebhookRequest,
} from "../provider";
import { vonageMessagesErrors } from "./vonage-messages-errors";
import { verifyVonageToken, vonageToken } from "./vonage-token";

const Secrets = z.object({
  signatureSecret: z.string().trim().min(1).max(500).meta({ title: "Signature secret" }),
  apiKey: z.string().trim().min(1).max(100).optional().meta({
    title: "API key",
    description: "When given, callbacks of any other account are refused. It names the account, and is no secret.",
    isPublic: true,
  }),
});
type Secrets = z.infer<typeof Secrets>;

// Repeated for 24 hours, and nothing says that each try gets a new token.
const TOLERANCE_SECONDS = 25 * 3600;

const statuses: StatusTable = {
  submitted: { status: "sent", final: false, saidBy: "provider" },
  delivered: { status: "delivered", final: true, saidBy: "carrier" },
  read: { status: "delivered", final: true, saidBy: "handset" },
  undeliverable: { status: "undelivered", final: true, saidBy: "carrier" },
  rejected: { status: "rejected", final: true, saidBy: "provider" },
};

// A request that Vonage refuses is never submitted; what comes after that is the network's answer.
const failures: FailureTable = {
  undeliverable: {
    codes: [
      ...["1180", "1190", "1200", "1210", "1220", "1230", "1240", "1250", "1260", "1270"],
      ...["1280", "1290", "1300", "1310", "1330", "1331", "1360"],
    ],
  },
  rejected: {
    unsent: true,
    codes: [
      ...["1000", "1010", "1020", "1021", "1022", "1030", "1040", "1050", "1060", "1070", "1080", "1090", "1100"],
      ...["1120", "1130", "1140", "1150", "1160", "1170", "1241"],
    ],
  },
};

export const vonageMessages: Provider<Secrets> = {
  id: "vonage-messages",
  name: "Vonage Messages",
  docsUrl: "https://developer.vonage.com/en/messages/concepts/signed-webhooks",
  secrets: Secrets,
  methods: ["POST"],
  readsAuthorization: true,
  verify: (request, secrets) => verifyVonageToken(request, secrets, TOLERANCE_SECONDS),
  parse,
  // Now and then a callback comes without its token: asked to come again, it comes with it.
  respond: (outcome) =>
    outcome.kind === "refused" && outcome.reason === "missing_signature"
      ? respond({ kind: "unavailable", retryAfterSeconds: 60 })
      : respond(outcome),
  demo: {
    label: "Vonage Messages",
    secrets: (hex) => ({ signatureSecret: hex(40) }),
    newMessageId: (hex) => [hex(8), hex(4), `4${hex(3)}`, `8${hex(3)}`, hex(12)].join("-"),
    share: 12,
  },
  setup: {
    steps: [
      "Open your application in the Vonage dashboard, and its Messages capability.",
      "Paste the URL as “Status URL”, with POST as its method.",
      "Copy the signature secret from API Settings of the account: signed webhooks are on for new accounts.",
    ],
    retrySeconds: TOLERANCE_SECONDS,
  },
  statuses,
  errors: vonageMessagesErrors,
  codePage: (code) => `https://developer.vonage.com/en/api-errors/messages#${code}`,
  failures,
  plainFields: [
    ...["message_uuid", "status", "timestamp", "client_ref", "channel", "message_type", "to.type", "from.type"],
    ...["error.code", "error.reason", "error.type", "error.title", "error.detail", "error.instance"],
    ...["usage.currency", "usage.price", "destination.network_code", "sms.count_total"],
  ],
  keptHeaders: ["content-type"],
  sign,
};

function parse(request: WebhookRequest): ParsedCallback {
  const read = readJsonObject(request.body);
  if (!read.ok) return { kind: "problem", problem: read.problem };
  const field = (name: string) => member(read.value, name);
  const providerMessageId = idField(field("message_uuid"));
  if (!providerMessageId) return { kind: "problem", problem: "missing_message_id" };
  const rawStatus = statusField(field("status"));
  const shared = {
    index: 0,
    providerMessageId,
    channel: channelOf(field("channel") ?? member(field("to"), "type")),
    providerOccurredAt: providerTime(field("timestamp")),
  };
  if (!rawStatus && (field("message_type") !== undefined || field("message") !== undefined)) {
    return { kind: "inbound", messages: [{ ...shared, from: addressOf(field("from")), to: addressOf(field("to")) }] };
  }
  if (!rawStatus) return { kind: "problem", problem: "missing_status" };
  const report: DeliveryReport = {
    ...shared,
    ...occurredAtField(field("timestamp")),
    rawStatus,
    ...errorOf(field("error")),
    recipient: addressOf(field("to")),
    sender: addressOf(field("from")),
    clientReference: idField(field("client_ref")),
    ...costOf(read.value),
  };
  return { kind: "reports", reports: [report] };
}

function costOf(body: JsonObject): Pick<DeliveryReport, "carrier" | "parts" | "price"> {
  const mccMnc = mccMncField(member(member(body, "destination"), "network_code"));
  const usage = member(body, "usage");
  const amount = amountField(member(usage, "price"));
  return {
    carrier: mccMnc === undefined ? undefined : { mccMnc },
    parts: countField(member(member(body, "sms"), "count_total")),
    price: amount === undefined ? undefined : { amount, currency: idField(member(usage, "currency"), 3) },
  };
}

/** Plain text in v1, `{type, number}` or `{type, id}` in v0.1. */
function addressOf(value: unknown): string | undefined {
  return addressField(asObject(value) ? (member(value, "number") ?? member(value, "id")) : value);
}

/** `{code, reason}` in v0.1; a problem document whose title or type ends with the code in v1. */
function errorOf(error: unknown): { errorCode?: string; rawReason?: string } {
  const titled = codeField(member(error, "title"));
  const typed = /#(\d{3,5})$/.exec(idField(member(error, "type"), 300) ?? "")?.[1];
  const code = codeField(member(error, "code")) ?? (titled && /^\d+$/.test(titled) ? titled : typed);
  return { errorCode: code, rawReason: reasonField(member(error, "reason") ?? member(error, "detail")) };
}

const VONAGE_CHANNELS: Readonly<Record<string, Channel>> = {
  sms: "sms",
  mms: "sms",
  whatsapp: "whatsapp",
  rcs: "rcs",
};

function channelOf(value: unknown): Channel | undefined {
  const name = idField(value, 40)?.toLowerCase();
  if (name === undefined) return undefined;
  return Object.hasOwn(VONAGE_CHANNELS, name) ? VONAGE_CHANNELS[name] : "other";
}

function sign(example: ExampleCallback, secrets: Secrets): WebhookRequest {
  const raw = example.kind === "raw";
  const body = raw ? example.body : Buffer.from(JSON.stringify(reportBody(example)));
  const headers = {
    "content-type": (raw ? example.contentType : undefined) ?? "application/json",
    authorization: vonageToken(body, example.at, secrets),
  };
  return {
    method: (raw ? example.method : undefined) ?? "POST",
    url: example.url,
    headers,
    body,
    receivedAt: example.at,
  };
}

function reportBody(example: ExampleCallback & { kind: "report" }): JsonObject {
  const failed = example.errorCode !== undefined || example.reason !== undefined;
  return {
    message_uuid: example.providerMessageId,
    to: (example.recipient ?? "447700900123").replace(/^\+/, ""),
    from: example.sender ?? "447700900999",
    timestamp: (example.providerOccurredAt ?? example.at).toISOString(),
    status: example.rawStatus,
    ...(failed && {
      error: {
        type: `https://developer.vonage.com/api-errors/messages#${example.errorCode ?? ""}`,
        title: example.errorCode === undefined ? undefined : Number(example.errorCode),
        detail: example.reason,
        instance: example.providerMessageId,
      },
    }),
    usage: { currency: "EUR", price: "0.0333" },
    client_ref: example.clientReference,
    channel: example.channel ?? "sms",
    ...(example.carrier?.mccMnc && { destination: { network_code: example.carrier.mccMnc } }),
    ...example.extra,
  };
}
