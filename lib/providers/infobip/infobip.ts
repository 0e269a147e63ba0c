import { z } from "zod";
import { basicAuthorization, isBasicOf } from "../kit/basic-auth";
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
import { signatureHeaders, signatureProblem, signatureSettings, verifySignature } from "../kit/hmac-signature";
import { occurredAtField, providerTime } from "../kit/provider-time";
import { type JsonObject, member, readJsonObject } from "../kit/read-json";
import { reportTypeSetting } from "../kit/report-type-setting";
import { respond } from "../kit/respond";
import { checkAge } from "../kit/signature";
import { toleranceSetting } from "../kit/tolerance-setting";
import type {
  DeliveryReport,
  ExampleCallback,
  ParsedCallback,
  ParseProblem,
  Provider,
  Verification,
  WebhookRequest,
} from "../provider";
import { infobipErrors } from "./infobip-errors";
import { infobipFailures, infobipStatus, infobipStatuses } from "./infobip-statuses";

const Secrets = z.object({
  username: z.string().trim().min(1).max(200).optional().meta({
    title: "User name",
    description: "Of the subscription's security settings, type BASIC. Yours to choose, and no secret.",
    isPublic: true,
  }),
  password: z.string().trim().min(1).max(500).optional().meta({
    title: "Password",
    description: "Beside the user name. Without it, and without a key below, callbacks prove nothing.",
    canGenerate: true,
  }),
  secret: z.string().trim().min(1).max(500).optional().meta({
    title: "HMAC key",
    description: "Only for security settings of the type HMAC. The settings below must say how Infobip signs.",
  }),
});
type Secrets = z.infer<typeof Secrets>;

// How long a report is repeated is not documented: three days covers all known.
const THREE_DAYS = 3 * 86_400;
const MAX_REPORTS = 2000;

const Shape = z.strictObject({
  ...signatureSettings,
  signatureHeader: signatureSettings.signatureHeader.meta({
    title: "Signature header",
    description:
      "For HMAC alone. Not confirmed: Infobip's public pages do not name its header, nor what is signed; take both from your subscription.",
  }),
  toleranceSeconds: toleranceSetting(THREE_DAYS, "For HMAC alone, where a time is signed."),
  reportType: reportTypeSetting(
    "Final where it sends no steps on the way: not confirmed from its public pages when it does.",
  ),
});
type Settings = z.infer<typeof Shape>;
const Settings = Shape.superRefine((settings, context) => {
  const message = signatureProblem(settings);
  if (message) context.addIssue({ code: "custom", path: ["signedContent"], message });
});

export const infobip: Provider<Secrets> = configured(Shape.parse({}));

function configured(settings: Settings): Provider<Secrets> {
  return {
    id: "infobip",
    name: "Infobip",
    docsUrl: "https://www.infobip.com/docs/api/channels/sms/sms-messaging/logs-and-status-reports",
    secrets: Secrets,
    settings: Settings,
    configure: (given) => configured(Shape.strip().parse(given)),
    methods: ["POST"],
    reportType: settings.reportType,
    readsAuthorization: true,
    verify: (request, secrets) => verify(request, secrets, settings),
    parse,
    respond: (outcome) => respond(outcome),
    demo: {
      label: "Infobip",
      secrets: (hex) => ({ username: "otp-desk", password: hex(40) }),
      newMessageId: (hex) => `${Number.parseInt(hex(12), 16)}${Number.parseInt(hex(8), 16)}`.slice(0, 20),
      share: 10,
    },
    setup: {
      steps: [
        "Open Subscriptions in the Infobip portal (or use its Subscriptions API), and add one for SMS delivery reports.",
        "Paste the URL as the notification profile's webhook URL, with JSON as its content.",
        "Choose BASIC as the type of its security settings, with the user name and password from here.",
        "Where the URL goes with each send instead (webhooks.delivery.url), no user name comes with it: leave both empty here. Nothing then proves who calls.",
      ],
      caution:
        "BASIC shows who calls, not that nothing was changed on the way: the user name and password come with every callback as they are. Where the URL goes with each send, nothing does.",
    },
    statuses: infobipStatuses,
    errors: infobipErrors,
    failures: infobipFailures,
    plainFields: [
      ...["bulkId", "messageId", "sentAt", "doneAt", "messageCount", "smsCount", "mccMnc", "callbackData"],
      ...["price.pricePerMessage", "price.currency", "platform.entityId", "platform.applicationId"],
      ...["groupId", "groupName", "id", "name", "description"].map((name) => `status.${name}`),
      ...["groupId", "groupName", "id", "name", "description", "permanent"].map((name) => `error.${name}`),
    ].map((path) => `results.${path}`),
    keptHeaders: [
      "content-type",
      settings.signatureHeader,
      ...(settings.timestampHeader ? [settings.timestampHeader] : []),
    ],
    sign: (example, secrets) => sign(example, secrets, settings),
  };
}

/** Either of the proofs that are set up: the user name and password, or the signature. */
function verify(request: WebhookRequest, { username, password, secret }: Secrets, settings: Settings): Verification {
  const { authorization } = request.headers;
  if (password && authorization) {
    if (!authorization.startsWith("Basic ")) return { ok: false, reason: "malformed_signature" };
    if (isBasicOf(authorization, username ?? "", password)) return { ok: true };
    return { ok: false, reason: "bad_signature" };
  }
  if (!secret) return password ? { ok: false, reason: "missing_signature" } : { ok: true };
  const signed = verifySignature(request, secret, settings);
  if (!signed.ok || signed.timestamp === undefined) return signed.ok ? { ok: true } : signed;
  const signedAt = providerTime(signed.timestamp);
  return signedAt
    ? checkAge(signedAt, request.receivedAt, settings.toleranceSeconds)
    : { ok: false, reason: "missing_timestamp" };
}

/** One call holds up to 100 reports, or as many as the subscription says. One that cannot be read costs no other. */
function parse(request: WebhookRequest): ParsedCallback {
  const read = readJsonObject(request.body);
  if (!read.ok) return { kind: "problem", problem: read.problem };
  const results = member(read.value, "results");
  if (!Array.isArray(results)) return { kind: "problem", problem: "unexpected_shape" };
  if (results.length > MAX_REPORTS) return { kind: "problem", problem: "too_many_reports" };
  const reports: DeliveryReport[] = [];
  const problems: { index: number; problem: ParseProblem }[] = [];
  results.forEach((result, index) => {
    const read = readResult(result, index);
    if (typeof read === "string") problems.push({ index, problem: read });
    else reports.push(read);
  });
  if (reports.length === 0) return { kind: "problem", problem: problems[0]?.problem ?? "unexpected_shape" };
  return problems.length === 0 ? { kind: "reports", reports } : { kind: "reports", reports, problems };
}

function readResult(result: unknown, index: number): DeliveryReport | ParseProblem {
  const field = (name: string) => member(result, name);
  const providerMessageId = idField(field("messageId"));
  if (!providerMessageId) return "missing_message_id";
  const status = field("status");
  const name = statusField(member(status, "name"));
  const group = statusField(member(status, "groupName"));
  const rawStatus = [name, group].find(isKnown) ?? name ?? group;
  if (!rawStatus) return "missing_status";
  const mccMnc = mccMncField(field("mccMnc"));
  return {
    index,
    providerMessageId,
    rawStatus,
    ...errorOf(field("error"), name === rawStatus ? undefined : name),
    ...occurredAtField(field("doneAt") ?? field("sentAt")),
    recipient: addressField(field("to")),
    sender: addressField(field("sender") ?? field("from")),
    channel: "sms",
    clientReference: idField(field("callbackData")),
    carrier: mccMnc === undefined ? undefined : { mccMnc },
    ...costOf(result),
  };
}

function isKnown(name: string | undefined): boolean {
  return name !== undefined && Object.hasOwn(infobipStatuses, name.toLowerCase());
}

/** 0 is no error, and describes itself. `unread`: a status's name that we do not know, told where nothing else is. */
function errorOf(error: unknown, unread: string | undefined): Pick<DeliveryReport, "errorCode" | "rawReason"> {
  const code = codeField(member(error, "id"));
  if (code === undefined || code === "0") return { rawReason: unread };
  return {
    errorCode: code,
    rawReason: reasonField(member(error, "description")) ?? reasonField(member(error, "name")),
  };
}

/** The price is of one part; of several it is not what the message cost. */
function costOf(result: unknown): Pick<DeliveryReport, "parts" | "price"> {
  const parts = countField(member(result, "messageCount") ?? member(result, "smsCount"));
  const price = member(result, "price");
  const amount = (parts ?? 1) === 1 ? amountField(member(price, "pricePerMessage")) : undefined;
  return {
    parts,
    price: amount === undefined ? undefined : { amount, currency: idField(member(price, "currency"), 3) },
  };
}

function sign(example: ExampleCallback, { username, password, secret }: Secrets, settings: Settings): WebhookRequest {
  const raw = example.kind === "raw";
  const body = raw ? example.body : Buffer.from(JSON.stringify({ results: [result(example)] }));
  const headers = {
    "content-type": (raw ? example.contentType : undefined) ?? "application/json",
    ...(password && { authorization: basicAuthorization(username ?? "", password) }),
    ...(secret && signatureHeaders(body, example.at, secret, settings)),
  };
  const method = (raw ? example.method : undefined) ?? "POST";
  return { method, url: example.url, headers, body, receivedAt: example.at };
}

function result(example: ExampleCallback & { kind: "report" }): JsonObject {
  const doneAt = example.providerOccurredAt ?? example.at;
  const [to, from] = [example.recipient ?? "447700900123", example.sender ?? "447700900999"];
  return {
    bulkId: `bulk-${example.providerMessageId}`,
    messageId: example.providerMessageId,
    to: to.replace(/^\+/, ""),
    sender: from.replace(/^\+/, ""),
    sentAt: written(new Date(doneAt.getTime() - 2_000)),
    doneAt: written(doneAt),
    messageCount: 1,
    mccMnc: example.carrier?.mccMnc ?? "23410",
    callbackData: example.clientReference,
    price: { pricePerMessage: 0.01, currency: "EUR" },
    status: infobipStatus(example.rawStatus),
    error: errorBody(example),
    ...example.extra,
  };
}

/** As Infobip writes a time: `2019-11-09T16:00:00.000+0000`. */
function written(at: Date): string {
  return at.toISOString().replace("Z", "+0000");
}

function errorBody({ errorCode, reason }: { errorCode?: string; reason?: string }): JsonObject {
  if (errorCode === undefined && reason === undefined) return NO_ERROR;
  const known = errorCode === undefined ? undefined : infobipErrors[errorCode];
  const name = known?.meaning.toUpperCase().replaceAll(/\W+/g, "_") ?? "EC_OTHER";
  // A number as Infobip has them; what no number holds stays as it is.
  const id = errorCode !== undefined && /^[1-9]\d{0,8}$/.test(errorCode) ? Number(errorCode) : (errorCode ?? 255);
  return { groupId: 1, groupName: "HANDSET_ERRORS", id, name, description: reason ?? known?.meaning, permanent: false };
}

const NO_ERROR: JsonObject = {
  ...{ groupId: 0, groupName: "OK", id: 0, name: "NO_ERROR", description: "No Error", permanent: false },
};
