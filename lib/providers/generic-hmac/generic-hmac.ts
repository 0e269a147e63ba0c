import { z } from "zod";
import { COMMON_STATUSES } from "../kit/common-statuses";
import { signatureHeaders, signatureProblem, signatureSettings, verifySignature } from "../kit/hmac-signature";
import { HOUSE_CODES } from "../kit/house-codes";
import { providerTime } from "../kit/provider-time";
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
import { checkAge } from "../kit/signature";
import { toleranceSetting } from "../kit/tolerance-setting";
import type { ExampleCallback, Provider, Verification, WebhookRequest } from "../provider";

const Secrets = z.object({
  secret: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .meta({ title: "Signing secret", description: "Key of the HMAC-SHA-256.", canGenerate: true }),
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

// Providers rarely say how long they repeat a callback, nor whether they sign it anew: three days covers all known.
const THREE_DAYS = 3 * 86_400;

const Shape = z.strictObject({
  ...signatureSettings,
  toleranceSeconds: toleranceSetting(THREE_DAYS),
  successStatus: z.coerce.number().int().min(200).max(299).default(200).meta({ title: "Status of our answer" }),
  successBody: z.string().max(500).default("").meta({ title: "Text of our answer" }),
  ...pathSettings(DEFAULT_PATHS),
});
type Settings = z.infer<typeof Shape>;
const Settings = Shape.superRefine((settings, context) => {
  const message = signatureProblem(settings);
  if (message) context.addIssue({ code: "custom", path: ["signedContent"], message });
});

/** Any provider that posts JSON and signs it with HMAC-SHA-256. */
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
    configure: (given) => configured(Shape.strip().parse(given)),
    methods: ["POST"],
    reportType: settings.reportType,
    ...idSpelling(settings),
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
        "Let it sign with HMAC-SHA-256 under the secret given here: the raw body, or what Settings say.",
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

function verify(request: WebhookRequest, { secret }: Secrets, settings: Settings): Verification {
  const signed = verifySignature(request, secret, settings);
  if (!signed.ok || signed.timestamp === undefined) return signed;
  const signedAt = providerTime(signed.timestamp);
  if (!signedAt) return { ok: false, reason: "missing_timestamp" };
  return checkAge(signedAt, request.receivedAt, settings.toleranceSeconds);
}

function sign(example: ExampleCallback, { secret }: Secrets, settings: Settings): WebhookRequest {
  const raw = example.kind === "raw";
  const body = raw ? example.body : exampleBody(example, settings);
  return {
    method: (raw ? example.method : undefined) ?? "POST",
    url: example.url,
    headers: {
      "content-type": (raw ? example.contentType : undefined) ?? "application/json",
      ...signatureHeaders(body, example.at, secret, settings),
    },
    body,
    receivedAt: example.at,
  };
}
