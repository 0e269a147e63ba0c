import { z } from "zod";
import { COMMON_STATUSES } from "../kit/common-statuses";
import { isEd25519Signature, signEd25519 } from "../kit/ed25519";
import { idField } from "../kit/fields";
import { HOUSE_CODES } from "../kit/house-codes";
import { readJson } from "../kit/read-json";
import {
  exampleBody,
  type FieldPaths,
  idSpelling,
  mappedPlainFields,
  mappedTables,
  mapReports,
  pathSettings,
  repeatedBody,
} from "../kit/report-mapping";
import { respond } from "../kit/respond";
import { checkAge, decodeBase64, digest, hmac, isSame } from "../kit/signature";
import type { ExampleCallback, ParsedCallback, Provider, StatusTable, Verification, WebhookRequest } from "../provider";

const Secrets = z.object({
  secret: z
    .string()
    .trim()
    .refine(
      (secret) => sharedKey(secret) !== undefined || publicPoint(secret) !== undefined,
      "whsec_ and base64 of 16 to 128 bytes, the base64 alone, or whpk_ and an Ed25519 key, like whsec_MDEyMzQ1Njc4OWFiY2RlZg==",
    )
    .optional()
    .meta({
      title: "Secret or public key",
      description:
        "whsec_… (shared) or whpk_… (Ed25519), as it is given. Where it is told only once the URL is known, leave it empty: until it stands here, callbacks are asked to come again.",
    }),
});
type Secrets = z.infer<typeof Secrets>;

const DEFAULT_PATHS: FieldPaths = {
  messageId: "data.message_id|data.messageId|data.id",
  status: "data.status|type",
  errorCode: "data.error_code|data.errorCode|data.error.code",
  reason: "data.reason|data.error.message|data.error",
  eventId: "data.event_id",
  occurredAt: "data.occurred_at|data.timestamp|timestamp",
  recipient: "data.to|data.recipient",
  sender: "data.from|data.sender",
  channel: "data.channel",
  clientReference: "data.client_reference|data.client_ref|data.reference",
  isFinal: "data.is_final|data.isFinal",
};

const Settings = z.strictObject({
  // Each attempt is signed anew, so an honest retry is never old.
  toleranceSeconds: z.coerce.number().int().min(60).max(86_400).default(300).meta({ title: "Oldest (seconds)" }),
  ...pathSettings(DEFAULT_PATHS),
});
type Settings = z.infer<typeof Settings>;

const HEADER_ENDINGS = ["id", "timestamp", "signature"] as const;

/** The common words, alone and as the event type of a message. */
const statuses: StatusTable = {
  ...COMMON_STATUSES,
  ...Object.fromEntries(Object.entries(COMMON_STATUSES).map(([name, row]) => [`message.${name}`, row])),
};

export const standardWebhooks: Provider<Secrets> = configured(Settings.parse({}));

function configured(settings: Settings): Provider<Secrets> {
  return {
    id: "standard-webhooks",
    name: "Standard Webhooks",
    docsUrl: "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md",
    secrets: Secrets,
    settings: Settings,
    configure: (given) => configured(Settings.strip().parse(given)),
    methods: ["POST"],
    reportType: settings.reportType,
    ...idSpelling(settings),
    verify: (request, secrets) => verify(request, secrets, settings),
    parse: (request) => parse(request, settings),
    repeated: (request) => repeatedBody(request.body, settings),
    respond: (outcome) => respond(outcome, { status: 204 }),
    demo: {
      label: "Regional gateway",
      secrets: (hex) => ({ secret: `whsec_${Buffer.from(hex(48), "hex").toString("base64")}` }),
      settings: { errors: HOUSE_CODES },
      newMessageId: (hex) => `gw_${hex(22)}`,
      share: 8,
    },
    setup: {
      steps: [
        "Add an endpoint with this URL where your provider keeps its webhooks.",
        "Choose the events that tell of a message's delivery.",
        "Copy the endpoint's signing secret (whsec_…) or public key (whpk_…) from there.",
      ],
      retrySeconds: 86_400,
    },
    ...mappedTables(statuses, settings),
    plainFields: mappedPlainFields(settings),
    keptHeaders: [
      "content-type",
      ...["webhook", "svix"].flatMap((brand) => HEADER_ENDINGS.map((end) => `${brand}-${end}`)),
    ],
    sign: (example, secrets) => sign(example, secrets, settings),
    canSign: ({ secret = "" }) => sharedKey(secret) !== undefined || signingSeed(secret) !== undefined,
  };
}

/** The three headers under their standard names or under Svix's older ones, never mixed. */
function readHeaders(request: WebhookRequest) {
  const brand = request.headers["webhook-id"] === undefined ? "svix" : "webhook";
  const [id, timestamp, signatures] = HEADER_ENDINGS.map((end) => request.headers[`${brand}-${end}`]);
  return { id, timestamp, signatures };
}

function verify(request: WebhookRequest, secrets: Secrets, settings: Settings): Verification {
  const { id, timestamp, signatures } = readHeaders(request);
  if (!id || !signatures) return { ok: false, reason: "missing_signature" };
  if (!timestamp || !/^\d{1,12}$/.test(timestamp)) return { ok: false, reason: "missing_timestamp" };
  const { secret } = secrets;
  // It may be the sender's: it gives its secret only once it has our URL, and may begin to send before that stands here.
  if (secret === undefined) return { ok: false, reason: "missing_secret" };
  const content = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), request.body]);
  const point = publicPoint(secret);
  const isValid = point
    ? (signature: string) => isAsymmetricSignature(signature, content, point)
    : (signature: string) => isSame(signature, `v1,${sharedSignature(content, secret)}`);
  if (!signatures.split(" ").some(isValid)) return { ok: false, reason: "bad_signature" };
  return checkAge(new Date(Number(timestamp) * 1000), request.receivedAt, settings.toleranceSeconds);
}

function parse(request: WebhookRequest, settings: Settings): ParsedCallback {
  const read = readJson(request.body);
  if (!read.ok) return { kind: "problem", problem: read.problem };
  const parsed = mapReports(read.value, settings);
  if (parsed.kind !== "reports") return parsed;
  // The same for every attempt at one event, and signed.
  const eventId = idField(readHeaders(request).id);
  const reports = parsed.reports.map((report) => ({ ...report, providerEventId: report.providerEventId ?? eventId }));
  return { ...parsed, reports };
}

function sign(example: ExampleCallback, secrets: Secrets, settings: Settings): WebhookRequest {
  const raw = example.kind === "raw";
  const body = raw ? example.body : reportBody(example, settings);
  const given = raw ? undefined : example.providerEventId;
  const id = given ?? `msg_${digest("sha256", body).toString("hex").slice(0, 24)}`;
  const timestamp = String(Math.floor(example.at.getTime() / 1000));
  const content = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  const headers = {
    "content-type": (raw ? example.contentType : undefined) ?? "application/json",
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatureOf(content, secrets.secret ?? ""),
  };
  return {
    method: (raw ? example.method : undefined) ?? "POST",
    url: example.url,
    headers,
    body,
    receivedAt: example.at,
  };
}

function reportBody(example: ExampleCallback & { kind: "report" }, settings: Settings): Buffer {
  const type = example.rawStatus.startsWith("message.") ? example.rawStatus : `message.${example.rawStatus}`;
  // The event's id travels in its header.
  const report = { ...example, providerEventId: undefined, extra: { type, ...example.extra } };
  return exampleBody(report, settings);
}

function signatureOf(content: Buffer, secret: string): string {
  if (sharedKey(secret)) return `v1,${sharedSignature(content, secret)}`;
  const seed = signingSeed(secret);
  if (!seed) throw new Error("A public key (whpk_) checks signatures and cannot make them");
  return `v1a,${signEd25519(content, seed).toString("base64")}`;
}

function sharedSignature(content: Buffer, secret: string): string {
  return hmac("sha256", sharedKey(secret) ?? Buffer.alloc(0), content).toString("base64");
}

function isAsymmetricSignature(signature: string, content: Buffer, point: Buffer): boolean {
  const bytes = signature.startsWith("v1a,") ? decodeBase64(signature.slice(4), 64) : undefined;
  return bytes !== undefined && isEd25519Signature(bytes, content, point);
}

/** Base64 with or without `whsec_`; some show the signature's version before it, as in `v1,whsec_…`. */
function sharedKey(secret: string): Buffer | undefined {
  const written = secret.replace(/^(?:v1,)?(?:whsec_)?/, "");
  const bytes = /^wh[a-z]+_/.test(written) ? undefined : decodeBase64(written);
  return bytes !== undefined && bytes.length >= 16 && bytes.length <= 128 ? bytes : undefined;
}

/** Of a pair, seed first: the sender's own, which no connection holds. */
function signingSeed(secret: string): Buffer | undefined {
  const written = /^whsk_(.+)$/.exec(secret)?.[1];
  return written === undefined ? undefined : decodeBase64(written, 64)?.subarray(0, 32);
}

function publicPoint(secret: string): Buffer | undefined {
  const written = /^(?:v1a,)?whpk_(.+)$/.exec(secret)?.[1];
  return written === undefined ? undefined : decodeBase64(written, 32);
}
