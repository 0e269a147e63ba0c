import { z } from "zod";
import { COMMON_STATUSES } from "../kit/common-statuses";
import { HOUSE_CODES } from "../kit/house-codes";
import { providerTime } from "../kit/provider-time";
import { readJson } from "../kit/read-json";
import {
  exampleBody,
  type FieldPaths,
  mappedPlainFields,
  mappedTables,
  mapReports,
  pathSettings,
  repeatedBody,
} from "../kit/report-mapping";
import { respond } from "../kit/respond";
import { checkAge, decodeSignature, hmac, isSame } from "../kit/signature";
import type { ExampleCallback, Provider, Verification, WebhookRequest } from "../provider";

const Secrets = z.object({
  secret: z.string().trim().min(1).max(500).meta({ title: "Signing secret", description: "Key of the HMAC-SHA-256." }),
});
type Secrets = z.infer<typeof Secrets>;

const DEFAULT_PATHS: FieldPaths = {
  messageId: "message_id|messageId",
  status: "status",
  errorCode: "provider_status_code|error_code|errorCode|error.code",
  reason: "error|error.message|reason",
  eventId: "event_id|eventId",
  occurredAt: "timestamp|occurred_at",
  recipient: "to|recipient",
  sender: "from|sender",
  channel: "channel",
  clientReference: "client_reference|client_ref|reference",
  isFinal: "is_final|isFinal",
};

const HeaderName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9-]{1,100}$/, "a header name");

// Providers rarely say how long they repeat a callback, nor whether they sign it anew: three days covers all known.
const THREE_DAYS = 3 * 86_400;

const Settings = z.strictObject({
  signatureHeader: HeaderName.default("x-provider-signature").meta({ title: "Signature header" }),
  timestampHeader: HeaderName.optional().meta({
    title: "Timestamp header",
    description: "When set, the signature covers this header's value, a dot, and the body.",
  }),
  toleranceSeconds: z.coerce
    .number()
    .int()
    .min(60)
    .max(2_592_000)
    .default(THREE_DAYS)
    .meta({ title: "Oldest (seconds)" }),
  successStatus: z.coerce.number().int().min(200).max(299).default(200).meta({ title: "Status of our answer" }),
  successBody: z.string().max(500).default("").meta({ title: "Text of our answer" }),
  ...pathSettings(DEFAULT_PATHS),
});
type Settings = z.infer<typeof Settings>;

/** Any provider that posts JSON and signs the raw body with HMAC-SHA-256, hex or base64. */
export const genericHmac: Provider<Secrets> = configured(Settings.parse({}));

function configured(settings: Settings): Provider<Secrets> {
  const { signatureHeader, timestampHeader, successStatus, successBody } = settings;
  const answer = { status: successStatus, headers: { "content-type": "text/plain; charset=utf-8" }, body: successBody };
  return {
    id: "generic-hmac",
    name: "Generic HMAC",
    docsUrl: "https://datatracker.ietf.org/doc/html/rfc2104",
    secrets: Secrets,
    settings: Settings,
    configure: (given) => configured(Settings.strip().parse(given)),
    methods: ["POST"],
    verify: (request, secrets) => verify(request, secrets, settings),
    parse(request) {
      const read = readJson(request.body);
      return read.ok ? mapReports(read.value, settings) : { kind: "problem", problem: read.problem };
    },
    repeated: (request) => repeatedBody(request.body, settings),
    respond: (outcome) => respond(outcome, successBody === "" ? { status: successStatus } : answer),
    demo: {
      label: "In-house SMSC",
      secrets: (hex) => ({ secret: hex(48) }),
      settings: { errors: HOUSE_CODES },
      newMessageId: (hex) => `smsc-${hex(20)}`,
      share: 12,
    },
    setup: {
      steps: [
        "Paste the URL where your provider or gateway asks for the address of delivery reports.",
        "Let it sign the raw body with HMAC-SHA-256 under the secret given here, as hex or base64.",
        "Where its fields or headers have other names, set them under Settings.",
      ],
      retrySeconds: THREE_DAYS,
    },
    ...mappedTables(COMMON_STATUSES, settings),
    plainFields: mappedPlainFields(settings),
    keptHeaders: ["content-type", signatureHeader, ...(timestampHeader ? [timestampHeader] : [])],
    sign: (example, secrets) => sign(example, secrets, settings),
  };
}

function verify(request: WebhookRequest, secrets: Secrets, settings: Settings): Verification {
  const header = request.headers[settings.signatureHeader];
  if (!header) return { ok: false, reason: "missing_signature" };
  const signature = decodeSignature(header.replace(/^sha256=/, ""), 32);
  if (!signature) return { ok: false, reason: "malformed_signature" };
  if (settings.timestampHeader && !request.headers[settings.timestampHeader]) {
    return { ok: false, reason: "missing_timestamp" };
  }
  if (!isSame(signature, expectedSignature(request, secrets, settings))) return { ok: false, reason: "bad_signature" };
  if (!settings.timestampHeader) return { ok: true };
  const signedAt = providerTime(request.headers[settings.timestampHeader]);
  if (!signedAt) return { ok: false, reason: "missing_timestamp" };
  return checkAge(signedAt, request.receivedAt, settings.toleranceSeconds);
}

function expectedSignature(request: WebhookRequest, secrets: Secrets, settings: Settings): Buffer {
  const timestamp = settings.timestampHeader ? `${request.headers[settings.timestampHeader]}.` : "";
  return hmac("sha256", secrets.secret, timestamp, request.body);
}

function sign(example: ExampleCallback, secrets: Secrets, settings: Settings): WebhookRequest {
  const raw = example.kind === "raw";
  const request: WebhookRequest = {
    method: (raw ? example.method : undefined) ?? "POST",
    url: example.url,
    headers: { "content-type": (raw ? example.contentType : undefined) ?? "application/json" },
    body: raw ? example.body : exampleBody(example, settings),
    receivedAt: example.at,
  };
  if (settings.timestampHeader) {
    request.headers[settings.timestampHeader] = String(Math.floor(example.at.getTime() / 1000));
  }
  request.headers[settings.signatureHeader] = expectedSignature(request, secrets, settings).toString("hex");
  return request;
}
