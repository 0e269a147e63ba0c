import { z } from "zod";
import { addressField, codeField, countField, idField, mccMncField, nameField, statusField } from "../kit/fields";
import { occurredAtField, providerTime } from "../kit/provider-time";
import { asObject, type JsonObject, member, parseJson, readJsonObject } from "../kit/read-json";
import { reportTypeSetting } from "../kit/report-type-setting";
import { respond } from "../kit/respond";
import { checkAge, decodeBase64, digest, hmac, isSame } from "../kit/signature";
import { toleranceSetting } from "../kit/tolerance-setting";
import type {
  DeliveryReport,
  ExampleCallback,
  FailureTable,
  ParsedCallback,
  ParseProblem,
  Provider,
  StatusTable,
  Verification,
  WebhookRequest,
} from "../provider";
import { sinchSmsErrors } from "./sinch-sms-errors";

const Secrets = z.object({
  webhookSecret: z.string().trim().min(1).max(500).meta({
    title: "Webhook secret",
    description:
      "Agreed with your account manager at Sinch, who switches signing (HMAC) on: without that, nothing is signed.",
  }),
  servicePlanId: z.string().trim().min(1).max(100).optional().meta({
    title: "Service plan ID",
    description: "Only for asking Sinch about messages without a receipt; with token and region.",
    isPublic: true,
  }),
  apiToken: z.string().trim().min(1).max(500).optional().meta({ title: "API token" }),
  region: z.enum(["us", "eu", "au", "br", "ca"]).optional().meta({ title: "Region", description: "us unless given." }),
});
type Secrets = z.infer<typeof Secrets>;

const Settings = z.strictObject({
  // Repeated for almost 23 hours, and nothing says that each try is signed anew.
  toleranceSeconds: toleranceSetting(
    90_000,
    "Sinch does not say whether a repeated callback is signed anew; its own library checks no time.",
  ),
  reportType: reportTypeSetting(
    "As delivery_report of the batches says: all for per_recipient, final for per_recipient_final.",
  ),
});
type Settings = z.infer<typeof Settings>;

const statuses: StatusTable = {
  queued: { status: "accepted", final: false, saidBy: "provider" },
  dispatched: { status: "sent", final: false, saidBy: "provider" },
  delivered: { status: "delivered", final: true, saidBy: "carrier" },
  failed: { status: "undelivered", final: true, saidBy: "carrier" },
  rejected: { status: "rejected", final: true, saidBy: "carrier" },
  expired: { status: "expired", final: true, saidBy: "provider" },
  // Given up before it was handed on.
  aborted: { status: "failed", final: true, saidBy: "provider" },
  cancelled: { status: "rejected", final: true, saidBy: "provider", category: "cancelled" },
  deleted: { status: "rejected", final: true, saidBy: "provider", category: "cancelled" },
  unknown: { status: "unknown", final: true, saidBy: "unknown" },
};

const failures: FailureTable = {
  failed: { codes: ["15", "64", "152", "300", "310", "321", "349", "399", "404"] },
  rejected: { codes: ["402"] },
  expired: { codes: ["406"] },
  aborted: { unsent: true, codes: ["403", "405", "408", "410", "411", "412", "413"] },
  cancelled: { unsent: true, codes: [] },
};

/** How far a message is, in the place of an error's code. */
const CODES_OF_PROGRESS: ReadonlyMap<string, string> = new Map([
  ["delivered", "0"],
  ["queued", "400"],
  ["dispatched", "401"],
]);

const HEADER = "x-sinch-webhook-signature";
const MAX_REPORTS = 1000;

export const sinchSms: Provider<Secrets> = configured(Settings.parse({}));

function configured({ toleranceSeconds, reportType }: Settings): Provider<Secrets> {
  return {
    id: "sinch-sms",
    name: "Sinch SMS",
    docsUrl: "https://developers.sinch.com/docs/sms/api-reference/sms/tag/Webhooks/",
    secrets: Secrets,
    settings: Settings,
    configure: (given) => configured(Settings.strip().parse(given)),
    methods: ["POST"],
    reportType,
    verify: (request, { webhookSecret }) => verify(request, webhookSecret, toleranceSeconds),
    parse,
    respond: (outcome) => respond(outcome),
    demo: {
      label: "Sinch SMS",
      secrets: (hex) => ({ webhookSecret: hex(40) }),
      // A ULID of hexadecimal digits.
      newMessageId: (hex) => `01${hex(24).toUpperCase()}`,
      share: 6,
    },
    setup: {
      steps: [
        "Ask your account manager at Sinch to sign the callbacks of your service plan (HMAC), with the secret given here.",
        "Give the URL as callback_url with each batch, or set it as the service plan's callback URL.",
        "Set delivery_report of each batch to per_recipient: no other kind tells what is on its way as well as the end. With per_recipient_final, say final under Settings.",
        "Send each code as a batch of its own: reports name the batch, and the people of one would share a message here.",
      ],
      retrySeconds: 90_000,
    },
    statuses,
    errors: sinchSmsErrors,
    failures,
    plainFields: [
      ...["type", "batch_id", "client_reference", "status", "at", "operator_status_at", "operator", "encoding"],
      ...["number_of_message_parts", "total_message_count", "statuses.code", "statuses.status", "statuses.count"],
      ...["id", "received_at", "sent_at", "operator_id"],
    ],
    keptHeaders: ["content-type", ...["", "-algorithm", "-nonce", "-timestamp"].map((end) => HEADER + end)],
    sign: (example, { webhookSecret }) => sign(example, webhookSecret),
    lookup: {
      request(ref, { servicePlanId, apiToken, region = "us" }) {
        if (!servicePlanId || !apiToken) return undefined;
        const [plan, batch] = [servicePlanId, ref].map(encodeURIComponent);
        const url = `https://${region}.sms.api.sinch.com/xms/v1/${plan}/batches/${batch}/delivery_report?type=full`;
        return { method: "GET", url, headers: { authorization: `Bearer ${apiToken}`, accept: "application/json" } };
      },
      parse: parseLookup,
      plainFields: [
        ...["type", "batch_id", "client_reference", "total_message_count", "status", "code", "at"],
        ...["operator", "operator_status_at", "number_of_message_parts"],
        ...["status", "code", "count"].map((name) => `statuses.${name}`),
      ],
    },
  };
}

/** Over the body's bytes, the nonce and the time, joined by dots. */
function verify(request: WebhookRequest, secret: string, toleranceSeconds: number): Verification {
  const header = request.headers[HEADER];
  const nonce = request.headers[`${HEADER}-nonce`];
  if (!header || !nonce) return { ok: false, reason: "missing_signature" };
  const timestamp = request.headers[`${HEADER}-timestamp`];
  if (!timestamp || !/^\d{1,12}$/.test(timestamp)) return { ok: false, reason: "missing_timestamp" };
  if (!/^(?:HmacSHA256)?$/i.test(request.headers[`${HEADER}-algorithm`] ?? "")) {
    return { ok: false, reason: "bad_algorithm" };
  }
  const signature = decodeBase64(header, 32);
  if (!signature) return { ok: false, reason: "malformed_signature" };
  if (!isSame(signature, signatureOf(request.body, nonce, timestamp, secret))) {
    return { ok: false, reason: "bad_signature" };
  }
  return checkAge(new Date(Number(timestamp) * 1000), request.receivedAt, toleranceSeconds);
}

function signatureOf(body: Buffer, nonce: string, timestamp: string, secret: string): Buffer {
  return hmac("sha256", secret, body, `.${nonce}.${timestamp}`);
}

function parse(request: WebhookRequest): ParsedCallback {
  const read = readJsonObject(request.body);
  if (!read.ok) return { kind: "problem", problem: read.problem };
  return idField(member(read.value, "type"))?.startsWith("mo_") ? parseReply(read.value) : parseReports(read.value);
}

function parseReply(body: JsonObject): ParsedCallback {
  const providerMessageId = idField(member(body, "id"));
  if (!providerMessageId) return { kind: "problem", problem: "missing_message_id" };
  const message = {
    ...{
      index: 0,
      providerMessageId,
      channel: "sms" as const,
      providerOccurredAt: providerTime(member(body, "received_at")),
    },
    ...{ from: addressField(member(body, "from")), to: addressField(member(body, "to")) },
  };
  return { kind: "inbound", messages: [message] };
}

type Row = { status: unknown; code: unknown; recipient?: unknown };

/** One person's report, or a batch's: statuses with the people they are of. */
function parseReports(body: JsonObject): ParsedCallback {
  const providerMessageId = idField(member(body, "batch_id"));
  if (!providerMessageId) return { kind: "problem", problem: "missing_message_id" };
  const rows = rowsOf(body);
  if (rows.length > MAX_REPORTS) return { kind: "problem", problem: "too_many_reports" };
  const shared = {
    clientReference: idField(member(body, "client_reference")),
    sender: addressField(member(body, "applied_originator")),
    channel: "sms" as const,
    carrier: carrierOf(member(body, "operator")),
    parts: countField(member(body, "number_of_message_parts")),
    // `operator_status_at` is a carrier's clock, to the minute at best.
    ...occurredAtField(member(body, "at")),
  };
  const reports: DeliveryReport[] = [];
  const problems: { index: number; problem: ParseProblem }[] = [];
  rows.forEach((row, index) => {
    const rawStatus = statusField(row.status);
    if (!rawStatus) problems.push({ index, problem: "missing_status" });
    else if (row.recipient === undefined && rows.length > 1) problems.push({ index, problem: "unexpected_shape" });
    else {
      const said = { rawStatus, errorCode: errorCodeOf(row.code), recipient: addressField(row.recipient) };
      reports.push({ index, providerMessageId, ...said, ...shared });
    }
  });
  if (reports.length === 0) return { kind: "problem", problem: problems[0]?.problem ?? "missing_status" };
  return problems.length === 0 ? { kind: "reports", reports } : { kind: "reports", reports, problems };
}

function rowsOf(body: JsonObject): Row[] {
  const listed = member(body, "statuses");
  if (!Array.isArray(listed)) {
    const [status, code, recipient] = ["status", "code", "recipient"].map((name) => member(body, name));
    return [{ status, code, recipient }];
  }
  return listed.flatMap((one: unknown) => {
    const [status, code, recipients] = ["status", "code", "recipients"].map((name) => member(one, name));
    // A summary counts people without naming them.
    const people: unknown[] = Array.isArray(recipients) && recipients.length > 0 ? recipients : [undefined];
    return people.map((recipient) => ({ status, code, recipient }));
  });
}

function errorCodeOf(value: unknown): string | undefined {
  const code = codeField(value);
  return code !== undefined && [...CODES_OF_PROGRESS.values()].includes(code) ? undefined : code;
}

function carrierOf(operator: unknown): DeliveryReport["carrier"] {
  const [mccMnc, name] = [mccMncField(operator), nameField(operator)];
  if (mccMnc) return { mccMnc };
  return name === undefined ? undefined : { name };
}

function sign(example: ExampleCallback, secret: string): WebhookRequest {
  const raw = example.kind === "raw";
  const body = raw ? example.body : Buffer.from(JSON.stringify(reportBody(example)));
  const timestamp = String(Math.floor(example.at.getTime() / 1000));
  const nonce = digest("sha256", `${timestamp} ${body.toString("latin1")}`)
    .toString("hex")
    .slice(0, 26)
    .toUpperCase();
  const headers = {
    "content-type": (raw ? example.contentType : undefined) ?? "application/json",
    [HEADER]: signatureOf(body, nonce, timestamp, secret).toString("base64"),
    [`${HEADER}-algorithm`]: "HmacSHA256",
    [`${HEADER}-nonce`]: nonce,
    [`${HEADER}-timestamp`]: timestamp,
  };
  const method = (raw ? example.method : undefined) ?? "POST";
  return { method, url: example.url, headers, body, receivedAt: example.at };
}

function reportBody(example: ExampleCallback & { kind: "report" }): JsonObject {
  const at = example.providerOccurredAt ?? example.at;
  const code = example.errorCode ?? CODES_OF_PROGRESS.get(example.rawStatus);
  return {
    applied_originator: example.sender,
    at: at.toISOString(),
    batch_id: example.providerMessageId,
    client_reference: example.clientReference,
    code: code !== undefined && /^(?:0|[1-9]\d{0,8})$/.test(code) ? Number(code) : code,
    number_of_message_parts: 1,
    operator: example.carrier?.mccMnc,
    operator_status_at: `${at.toISOString().slice(0, 16)}:00.000Z`,
    recipient: (example.recipient ?? "447700900123").replace(/^\+/, ""),
    status: example.rawStatus,
    type: "recipient_delivery_report_sms",
    ...example.extra,
  };
}

function parseLookup(response: { status: number; body: string }): DeliveryReport[] {
  if (response.status === 404) return [];
  const body = response.status === 200 ? asObject(parseJson(response.body)?.value) : undefined;
  const parsed = body && parseReports(body);
  if (parsed?.kind !== "reports") throw new Error(`Sinch's answer to a look-up is no report (${response.status})`);
  return parsed.reports;
}
