import { z } from "zod";
import type { Channel } from "@/lib/delivery/fold/status";
import {
  addressField,
  amountField,
  codeField,
  countField,
  idField,
  nameField,
  reasonField,
  statusField,
} from "../kit/fields";
import { occurredAtField, providerTime } from "../kit/provider-time";
import { asObject, type JsonObject, member, parseJson, readJsonObject } from "../kit/read-json";
import { respond } from "../kit/respond";
import { toleranceSetting } from "../kit/tolerance-setting";
import type {
  DeliveryReport,
  FailureTable,
  ParsedCallback,
  ParseProblem,
  Provider,
  StatusTable,
  WebhookRequest,
} from "../provider";
import { telnyxErrors } from "./telnyx-errors";
import { signTelnyxExample } from "./telnyx-example";
import { keyPairOf, readKey, verifyTelnyxSignature } from "./telnyx-signature";

const Secrets = z.object({
  publicKey: z
    .string()
    .trim()
    .max(200)
    .refine(
      (key) => readKey(key) !== undefined,
      "base64 of an Ed25519 public key, 44 characters that end in =; or of your own pair of seed and public key",
    )
    .meta({
      title: "Public key",
      description:
        "The account's, base64. It checks and cannot sign: to try the path out without Telnyx, put a pair of your own here (seed and public key, 64 bytes).",
      shape: { pattern: "^(?:[\\w+/-]{43}=|[\\w+/-]{86}==)$", words: "44 characters that end in =" },
    }),
  apiKey: z.string().trim().min(1).max(500).optional().meta({
    title: "API key",
    description: "Only for asking Telnyx about messages without a receipt, of the last ten days.",
  }),
});
type Secrets = z.infer<typeof Secrets>;

const Settings = z.strictObject({
  // How long Telnyx repeats, and whether each try is signed anew, is not documented: a day covers what is likely.
  toleranceSeconds: toleranceSetting(
    86_400,
    "Telnyx does not say whether a repeated callback is signed anew. Its own library takes 300 seconds: set that once repetitions are seen to come with a new time.",
  ),
});
type Settings = z.infer<typeof Settings>;

const statuses: StatusTable = {
  queued: { status: "accepted", final: false, saidBy: "provider" },
  sending: { status: "accepted", final: false, saidBy: "provider" },
  sent: { status: "sent", final: false, saidBy: "provider" },
  delivered: { status: "delivered", final: true, saidBy: "carrier" },
  delivery_failed: { status: "undelivered", final: true, saidBy: "carrier" },
  sending_failed: { status: "failed", final: true, saidBy: "provider" },
  expired: { status: "expired", final: true, saidBy: "provider" },
  // The carrier gave no receipt in time, and Telnyx waits for none any more.
  delivery_unconfirmed: { status: "unknown", final: true, saidBy: "provider" },
};

const failures: FailureTable = {
  delivery_failed: {
    codes: [
      ...["40001", "40002", "40003", "40004", "40005", "40006", "40008", "40010", "40011", "40012"],
      ...["40016", "40017", "40018"],
    ],
  },
  sending_failed: {
    unsent: true,
    codes: ["40009", "40013", "40014", "40015", "40300", "40309", "40310", "40318", "40322", "40329", "40007"],
  },
  expired: { codes: ["40005"] },
};

export const telnyx: Provider<Secrets> = configured(Settings.parse({}));

function configured({ toleranceSeconds }: Settings): Provider<Secrets> {
  return {
    id: "telnyx",
    name: "Telnyx",
    docsUrl: "https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks",
    secrets: Secrets,
    settings: Settings,
    configure: (given) => configured(Settings.strip().parse(given)),
    methods: ["POST"],
    waitsSeconds: 2,
    verify: (request, { publicKey }) => verifyTelnyxSignature(request, publicKey, toleranceSeconds),
    parse,
    attempt,
    repeated,
    respond: (outcome) => respond(outcome),
    demo: {
      label: "Telnyx",
      secrets: (hex) => ({ publicKey: keyPairOf(hex(64)) }),
      newMessageId: (hex) => [hex(8), hex(4), `4${hex(3)}`, `8${hex(3)}`, hex(12)].join("-"),
      share: 6,
    },
    setup: {
      steps: [
        "In the Telnyx portal, open the messaging profile that your numbers send by.",
        "Paste the URL as its webhook URL and choose API version 2 for its webhooks (webhook_url and webhook_api_version in Telnyx's API); or give it as webhook_url with each message.",
        "Copy the account's public key from the portal, where it keeps keys and credentials: it is one for the whole account.",
      ],
      retrySeconds: 86_400,
    },
    statuses,
    errors: telnyxErrors,
    failures,
    plainFields: [
      ...["data.event_type", "data.id", "data.occurred_at", "data.record_type", "meta.attempt"],
      ...["id", "direction", "type", "parts", "encoding", "record_type", "to.status", "to.carrier", "to.line_type"]
        .concat(["sent_at", "completed_at", "received_at", "valid_until", "cost.amount", "cost.currency"])
        .concat(["errors.code", "errors.title", "errors.detail"])
        .map((path) => `data.payload.${path}`),
    ],
    keptHeaders: ["content-type", "telnyx-timestamp", "telnyx-signature-ed25519"],
    sign: (example, { publicKey }) => signTelnyxExample(example, publicKey, isFinal),
    canSign: ({ publicKey }) => readKey(publicKey)?.seed !== undefined,
    lookup: {
      request(ref, { apiKey }) {
        if (!apiKey) return undefined;
        const url = `https://api.telnyx.com/v2/messages/${encodeURIComponent(ref)}`;
        return { method: "GET", url, headers: { authorization: `Bearer ${apiKey}`, accept: "application/json" } };
      },
      parse: parseLookup,
      plainFields: [
        ...["id", "record_type", "direction", "type", "parts", "encoding", "cost.amount", "cost.currency"],
        ...["to.status", "to.carrier", "to.line_type", "errors.code", "errors.title", "errors.detail"],
        ...["received_at", "sent_at", "completed_at", "valid_until"],
      ].map((name) => `data.${name}`),
    },
  };
}

function isFinal(rawStatus: string): boolean {
  return Object.hasOwn(statuses, rawStatus) && statuses[rawStatus]?.final === true;
}

function parse(request: WebhookRequest): ParsedCallback {
  const read = readJsonObject(request.body);
  if (!read.ok) return { kind: "problem", problem: read.problem };
  const data = asObject(member(read.value, "data"));
  const payload = asObject(member(data, "payload"));
  if (!data || !payload) return { kind: "problem", problem: "unexpected_shape" };
  const event = {
    providerEventId: idField(member(data, "id")),
    ...occurredAtField(member(data, "occurred_at")),
  };
  if (isInbound(data, payload)) return parseInbound(payload, providerTime(member(data, "occurred_at")));
  return parseReports(payload, event);
}

function isInbound(data: JsonObject, payload: JsonObject): boolean {
  return (
    idField(member(data, "event_type")) === "message.received" || idField(member(payload, "direction")) === "inbound"
  );
}

function parseInbound(payload: JsonObject, providerOccurredAt: Date | undefined): ParsedCallback {
  const providerMessageId = idField(member(payload, "id"));
  if (!providerMessageId) return { kind: "problem", problem: "missing_message_id" };
  const [to] = peopleOf(payload);
  const message = {
    ...{ index: 0, providerMessageId, from: addressOf(member(payload, "from")), to: addressOf(to) },
    ...{ channel: channelOf(member(payload, "type")), providerOccurredAt },
  };
  return { kind: "inbound", messages: [message] };
}

type OfEvent = Pick<DeliveryReport, "providerEventId" | "providerOccurredAt" | "timeNotRead">;

const MOST_RECIPIENTS = 1000;

/** A status stands with each recipient; code, parts and price with the message. */
function parseReports(payload: JsonObject, event: OfEvent): ParsedCallback {
  const providerMessageId = idField(member(payload, "id"));
  if (!providerMessageId) return { kind: "problem", problem: "missing_message_id" };
  const people = peopleOf(payload);
  if (people.length > MOST_RECIPIENTS) return { kind: "problem", problem: "too_many_reports" };
  const shared = {
    ...event,
    ...firstError(payload),
    sender: addressOf(member(payload, "from")),
    channel: channelOf(member(payload, "type")),
    parts: countField(member(payload, "parts")),
    // It is the whole message's, and would count once for each person.
    price: people.length === 1 ? priceOf(payload) : undefined,
  };
  const reports: DeliveryReport[] = [];
  const problems: { index: number; problem: ParseProblem }[] = [];
  people.forEach((person, index) => {
    const rawStatus = statusField(member(person, "status"));
    if (!rawStatus) problems.push({ index, problem: "missing_status" });
    else reports.push({ index, providerMessageId, rawStatus, ...shared, ...personOf(person) });
  });
  if (reports.length === 0) return { kind: "problem", problem: "missing_status" };
  return problems.length === 0 ? { kind: "reports", reports } : { kind: "reports", reports, problems };
}

function peopleOf(payload: JsonObject): unknown[] {
  const to = member(payload, "to");
  return Array.isArray(to) ? to : to === undefined ? [] : [to];
}

function personOf(person: unknown): Pick<DeliveryReport, "recipient" | "carrier"> {
  const name = nameField(member(person, "carrier"));
  return { recipient: addressOf(person), carrier: name === undefined ? undefined : { name } };
}

function addressOf(value: unknown): string | undefined {
  return addressField(asObject(value) ? member(value, "phone_number") : value);
}

function firstError(payload: JsonObject): Pick<DeliveryReport, "errorCode" | "rawReason"> {
  const errors = member(payload, "errors");
  const error: unknown = Array.isArray(errors) ? errors[0] : errors;
  return {
    errorCode: codeField(member(error, "code")),
    rawReason: reasonField(member(error, "detail") ?? member(error, "title")),
  };
}

function priceOf(payload: JsonObject): DeliveryReport["price"] {
  const cost = member(payload, "cost");
  const amount = amountField(member(cost, "amount"));
  return amount === undefined ? undefined : { amount, currency: idField(member(cost, "currency"), 3) };
}

const CHANNELS: Readonly<Record<string, Channel>> = { sms: "sms", mms: "sms", rcs: "rcs", whatsapp: "whatsapp" };

function channelOf(type: unknown): Channel | undefined {
  const name = idField(type, 40)?.toLowerCase();
  if (name === undefined) return undefined;
  return Object.hasOwn(CHANNELS, name) ? CHANNELS[name] : "other";
}

function attempt(request: WebhookRequest): number | null {
  const read = readJsonObject(request.body);
  const text = read.ok ? idField(member(member(read.value, "meta"), "attempt"), 4) : undefined;
  return text !== undefined && /^[1-9]\d{0,3}$/.test(text) ? Number(text) : null;
}

/** `meta` is of the push: which try it is, and where it went. */
function repeated(request: WebhookRequest): string | undefined {
  const read = readJsonObject(request.body);
  if (!read.ok || member(read.value, "meta") === undefined) return undefined;
  const { meta: _push, ...event } = read.value;
  return JSON.stringify(event);
}

function parseLookup(response: { status: number; body: string }): DeliveryReport[] {
  if (response.status === 404) return [];
  const answer = response.status === 200 ? parseJson(response.body)?.value : undefined;
  const payload = asObject(member(answer, "data"));
  const at = payload && (member(payload, "completed_at") ?? member(payload, "sent_at"));
  const parsed = payload && parseReports(payload, occurredAtField(at));
  if (payload && idField(member(payload, "direction")) === "inbound") return [];
  if (parsed?.kind !== "reports") throw new Error(`Telnyx's answer to a look-up is no message (${response.status})`);
  return parsed.reports;
}
