import { z } from "zod";
import { sole, valueAt } from "../kit/body-path";
import { COMMON_STATUSES } from "../kit/common-statuses";
import { addressField, idField, reasonField, statusField } from "../kit/fields";
import { formFields, isForm, onlyValue } from "../kit/form-fields";
import { HeaderName } from "../kit/hmac-signature";
import { occurredAtField } from "../kit/provider-time";
import { asObject, decodeUtf8, type JsonObject, member, parseJson, type ReadJson, readJson } from "../kit/read-json";
import { reportTypeSetting } from "../kit/report-type-setting";
import { respond } from "../kit/respond";
import { isSame } from "../kit/signature";
import { inZone, UtcOffset } from "../kit/utc-offset";
import type {
  DeliveryReport,
  ExampleCallback,
  ParsedCallback,
  ParseProblem,
  Provider,
  StatusTable,
  Verification,
  WebhookRequest,
} from "../provider";

const Secrets = z.object({
  webhookSecret: z.string().trim().min(1).max(500).optional().meta({
    title: "Secret of a header",
    description:
      "MSG91 signs nothing. Where its panel lets you add a header to the webhook (not confirmed), put this secret there. Without it, callbacks prove nothing.",
    canGenerate: true,
  }),
});
type Secrets = z.infer<typeof Secrets>;

/** Presumably: MSG91 sits in India, and says of no time in which zone it is. */
const INDIA = "+05:30";

const Settings = z.strictObject({
  secretHeader: HeaderName.default("x-webhook-secret").meta({ title: "Header of the secret" }),
  utcOffset: UtcOffset.optional().meta({
    title: "Offset of its times from UTC",
    description: `Not confirmed: presumably that of India, ${INDIA}. Until you say so, the time of arrival counts.`,
  }),
  reportType: reportTypeSetting("The trigger “On Report Received” tells the end alone.", "final"),
});
type Settings = z.infer<typeof Settings>;

const numbered: StatusTable = {
  "1": { status: "delivered", final: true, saidBy: "unknown" },
  "2": { status: "failed", final: true, saidBy: "unknown" },
  // On the register of those who do not want to be disturbed.
  "9": { status: "rejected", final: true, saidBy: "provider", category: "opted_out" },
  "16": { status: "rejected", final: true, saidBy: "unknown" },
  "17": { status: "rejected", final: true, saidBy: "provider", category: "blocked_by_policy" },
  "25": { status: "rejected", final: true, saidBy: "unknown" },
};
/** Some versions of the webhook speak in words, of which no list is public. */
const statuses: StatusTable = { ...COMMON_STATUSES, ...numbered };

const MAX_REPORTS = 1000;
const OF_REPORT = ["date", "status", "desc", "failedReason", "credit", "clientid", "INMSID", "CRQID"];

export const msg91: Provider<Secrets> = configured(Settings.parse({}));

function configured(settings: Settings): Provider<Secrets> {
  return {
    id: "msg91",
    name: "MSG91",
    docsUrl: "https://msg91.com/help/webhook-new/how-to-receive-sms-delivery-reports-via-webhook-new",
    secrets: Secrets,
    settings: Settings,
    configure: (given) => configured(Settings.strip().parse(given)),
    methods: ["POST"],
    reportType: settings.reportType,
    verify: (request, secrets) => verify(request, secrets, settings),
    parse: (request) => parse(request, settings),
    respond: (outcome) => respond(outcome),
    demo: {
      label: "MSG91",
      secrets: (hex) => ({ webhookSecret: hex(40) }),
      newMessageId: (hex) => hex(24),
      share: 6,
    },
    setup: {
      steps: [
        "Open Webhook (New) in the MSG91 panel and make one for SMS, with the trigger “On Report Received”.",
        "Paste the URL, with POST as its method and JSON as its content.",
        "Give as its body one field for each variable, under the variable's own name: requestId, status, deliveryTime, telNum, senderId, failureReason, clientId, CRQID.",
        "Where the panel offers headers, add the one that Settings name, with the secret from here.",
      ],
      caution:
        "MSG91 signs nothing. The secret of a header, where the panel lets you add one, shows who calls, and not that nothing was changed on the way; without it whoever knows the URL is believed. Its documentation names no way to ask about one message, so its callbacks cannot be confirmed by asking.",
    },
    statuses,
    // MSG91 publishes no table of codes.
    errors: {},
    plainFields: [
      ...["requestId", "requestedAt", "status", "deliveryTime", "failureReason", "clientId", "CRQID", "INMSID", "UUID"],
      ...["campaignName", "route", "credit", "smsLength", "date", "desc", "event", "data.requestId"],
      ...["", "data."].flatMap((place) => OF_REPORT.map((name) => `${place}report.${name}`)),
      ...["INMSID", "description", "ts"].map((name) => `data.${name}`),
    ],
    keptHeaders: ["content-type"],
    sign: (example, secrets) => sign(example, secrets, settings),
  };
}

function verify(request: WebhookRequest, { webhookSecret }: Secrets, { secretHeader }: Settings): Verification {
  if (!webhookSecret) return { ok: true };
  const given = request.headers[secretHeader];
  if (!given) return { ok: false, reason: "missing_signature" };
  return isSame(given, webhookSecret) ? { ok: true } : { ok: false, reason: "bad_signature" };
}

/** A list of requests with a list of reports each, a report alone, or events: by the webhook's version. */
function parse(request: WebhookRequest, settings: Settings): ParsedCallback {
  const read = readBody(request);
  if (!read.ok) return { kind: "problem", problem: read.problem };
  const items = (Array.isArray(read.value) ? read.value : [read.value]).flatMap(reportsIn);
  if (items.length > MAX_REPORTS) return { kind: "problem", problem: "too_many_reports" };
  const reports: DeliveryReport[] = [];
  const problems: { index: number; problem: ParseProblem }[] = [];
  items.forEach((item, index) => {
    const read = asObject(item.own) ? readReport(item, index, settings) : "unexpected_shape";
    if (typeof read === "string") problems.push({ index, problem: read });
    else reports.push(read);
  });
  if (reports.length === 0) return { kind: "problem", problem: problems[0]?.problem ?? "unexpected_shape" };
  return problems.length === 0 ? { kind: "reports", reports } : { kind: "reports", reports, problems };
}

/** JSON, or a form whose field `data` holds JSON. */
function readBody({ headers, body }: WebhookRequest): ReadJson {
  if (!isForm(headers)) return readJson(body);
  const text = decodeUtf8(body);
  if (text === undefined) return { ok: false, problem: "unreadable_body" };
  const fields = formFields(text);
  if (fields.size === 0) return { ok: false, problem: "empty_body" };
  const data = onlyValue(fields, "data");
  if (data === undefined) return { ok: true, value: Object.fromEntries(fields) };
  const parsed = parseJson(data);
  if (!parsed) return { ok: false, problem: "unreadable_body" };
  return parsed.repeatsName ? { ok: false, problem: "unexpected_shape" } : { ok: true, value: parsed.value };
}

/** A report's own fields, and those that it shares with its neighbours. */
type Item = { own: unknown; around: unknown };

function reportsIn(around: unknown): Item[] {
  const list = [member(around, "report"), member(around, "data")].find(Array.isArray);
  return list ? list.map((own) => ({ own, around })) : [{ own: around, around }];
}

function readReport({ own, around }: Item, index: number, settings: Settings): DeliveryReport | ParseProblem {
  const field = (...names: string[]) =>
    [own, around]
      .flatMap((place) => names.map((name) => plainValue(valueAt(place, name))))
      .find((one) => one !== undefined);
  const providerMessageId = idField(field("requestId", "request_id", "INMSID"));
  if (!providerMessageId) return "missing_message_id";
  const rawStatus = statusField(field("status", "event"));
  if (!rawStatus) return "missing_status";
  return {
    index,
    providerMessageId,
    rawStatus,
    rawReason: reasonField(field("failureReason", "failedReason", "description")),
    ...occurredAtField(inZone(field("deliveryTime", "date", "ts"), settings.utcOffset)),
    recipient: addressField(field("telNum", "number")),
    sender: addressField(field("senderId")),
    channel: "sms",
    clientReference: idField(field("clientId", "clientid", "CRQID")),
  };
}

/** Some variables come as the text of a JSON list; an empty one is none. */
function plainValue(value: unknown): unknown {
  const listed = typeof value === "string" && /^\[.*\]$/s.test(value) ? parseJson(value)?.value : undefined;
  const plain = Array.isArray(listed) ? sole(listed) : value;
  return plain === "" || plain === null || typeof plain === "object" ? undefined : plain;
}

function sign(example: ExampleCallback, { webhookSecret }: Secrets, settings: Settings): WebhookRequest {
  const raw = example.kind === "raw";
  const body = raw ? example.body : Buffer.from(JSON.stringify(reportBody(example, settings)));
  const headers = {
    "content-type": (raw ? example.contentType : undefined) ?? "application/json",
    ...(webhookSecret && { [settings.secretHeader]: webhookSecret }),
  };
  const method = (raw ? example.method : undefined) ?? "POST";
  return { method, url: example.url, headers, body, receivedAt: example.at };
}

function reportBody(example: ExampleCallback & { kind: "report" }, { utcOffset = INDIA }: Settings): JsonObject {
  return {
    requestId: example.providerMessageId,
    status: example.rawStatus,
    deliveryTime: localTime(example.providerOccurredAt ?? example.at, utcOffset),
    telNum: (example.recipient ?? "915555000123").replace(/^\+/, ""),
    senderId: example.sender ?? "OTPDSK",
    failureReason: example.reason ?? "",
    clientId: example.clientReference ?? "",
    ...example.extra,
  };
}

/** As MSG91 writes a time: without its zone. */
function localTime(at: Date, utcOffset: string): string {
  const [hours = 0, minutes = 0] = utcOffset.slice(1).split(":").map(Number);
  const ahead = (utcOffset.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
  return new Date(at.getTime() + ahead).toISOString().slice(0, 19).replace("T", " ");
}
