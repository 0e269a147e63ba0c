import { z } from "zod";
import { respond } from "../kit/respond";
import { toleranceSetting } from "../kit/tolerance-setting";
import type { ExampleCallback, Provider, WebhookRequest } from "../provider";
import type { ExampleVerification } from "../verification-service";
import { verifyVonageToken, vonageToken } from "../vonage-messages/vonage-token";
import { parseVerification, VERIFICATION_STATUSES } from "./parse-verification";

const Secrets = z.object({
  signatureSecret: z.string().trim().min(1).max(500).meta({ title: "Signature secret" }),
  apiKey: z.string().trim().min(1).max(100).optional().meta({
    title: "API key",
    description: "When given, callbacks of any other account are refused. It names the account, and is no secret.",
    isPublic: true,
  }),
});
type Secrets = z.infer<typeof Secrets>;

const Settings = z.object({
  toleranceSeconds: toleranceSetting(
    25 * 3600,
    "How old a signed time may be. Vonage does not say how long it repeats these callbacks: a day, as with its others, is assumed.",
  ),
});
type Settings = z.infer<typeof Settings>;

export const vonageVerify: Provider<Secrets> = configured(Settings.parse({}));

function configured({ toleranceSeconds }: Settings): Provider<Secrets> {
  return {
    id: "vonage-verify",
    name: "Vonage Verify",
    docsUrl: "https://developer.vonage.com/en/verify/concepts/webhooks",
    secrets: Secrets,
    settings: Settings,
    configure: (given) => configured(Settings.strip().parse(given)),
    methods: ["POST"],
    readsAuthorization: true,
    verify: (request, secrets) => verifyVonageToken(request, secrets, toleranceSeconds),
    parse: parseVerification,
    // Without its token a callback is asked to come again, as those of Vonage's messages.
    respond: (outcome) =>
      outcome.kind === "refused" && outcome.reason === "missing_signature"
        ? respond({ kind: "unavailable", retryAfterSeconds: 60 })
        : respond(outcome),
    demo: {
      label: "Vonage Verify",
      secrets: (hex) => ({ signatureSecret: hex(40) }),
      newMessageId: (hex) => [hex(8), hex(4), `4${hex(3)}`, `8${hex(3)}`, hex(12)].join("-"),
      share: 0,
    },
    setup: {
      steps: [
        "Open your application in the Vonage dashboard, and its Verify capability.",
        "Paste the URL as “Status URL”, with POST as its method.",
        "Copy the signature secret from API Settings of the account: Verify’s webhooks are signed unless that is switched off.",
        "Let your app tell the request_id as providerVerificationId with its first event of the attempt.",
      ],
      retrySeconds: toleranceSeconds,
    },
    statuses: {},
    verifications: { statuses: VERIFICATION_STATUSES, sign: signVerification },
    errors: {},
    plainFields: [
      ...["request_id", "type", "status", "channel", "triggered_at", "finalized_at", "submitted_at", "channel_timeout"],
      ...["workflow.channel", "workflow.initiated_at", "workflow.status", "price", "client_ref"],
    ],
    keptHeaders: ["content-type"],
    sign,
  };
}

function sign(example: ExampleCallback, secrets: Secrets): WebhookRequest {
  if (example.kind === "report") throw new Error("Vonage Verify tells of attempts, and of no message");
  const { url, at, body, method = "POST", contentType = "application/json" } = example;
  const headers = { "content-type": contentType, authorization: vonageToken(body, at, secrets) };
  return { method, url, headers, body, receivedAt: at };
}

function signVerification(example: ExampleVerification, secrets: Secrets): WebhookRequest {
  const { url, at, providerVerificationId, rawStatus, providerOccurredAt } = example;
  const event = {
    ...{ request_id: providerVerificationId, type: "event", channel: "sms", status: rawStatus },
    finalized_at: providerOccurredAt?.toISOString(),
  };
  const summary = { request_id: providerVerificationId, type: "summary", status: rawStatus };
  const body = Buffer.from(JSON.stringify(rawStatus === "completed" ? event : summary));
  return sign({ kind: "raw", url, at, body }, secrets);
}
