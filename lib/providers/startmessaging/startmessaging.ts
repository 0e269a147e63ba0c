import { z } from "zod";
import { idField, reasonField, statusField } from "../kit/fields";
import { occurredAtField } from "../kit/provider-time";
import { asObject, member, parseJson } from "../kit/read-json";
import { respond } from "../kit/respond";
import type { DeliveryReport, Provider, StatusTable } from "../provider";

const Secrets = z.object({
  apiKey: z.string().trim().min(1).max(500).meta({
    title: "API key",
    description: "StartMessaging sends no callbacks: with this key it is asked what became of each message.",
  }),
});
type Secrets = z.infer<typeof Secrets>;

// Nothing says whether a receipt comes from a carrier or from StartMessaging itself.
const statuses: StatusTable = {
  queued: { status: "accepted", final: false, saidBy: "provider" },
  initiated: { status: "accepted", final: false, saidBy: "provider" },
  sent: { status: "sent", final: false, saidBy: "provider" },
  delivered: { status: "delivered", final: true, saidBy: "unknown" },
  failed: { status: "failed", final: true, saidBy: "unknown" },
  // Named in its blog alone.
  expired: { status: "expired", final: true, saidBy: "unknown" },
};

export const startmessaging: Provider<Secrets> = {
  id: "startmessaging",
  name: "StartMessaging",
  docsUrl: "https://startmessaging.com/docs/sms/send-sms",
  secrets: Secrets,
  methods: [],
  verify: () => ({ ok: false, reason: "missing_signature" }),
  parse: () => ({ kind: "problem", problem: "unexpected_shape" }),
  respond: (outcome) => respond(outcome),
  demo: {
    label: "StartMessaging",
    secrets: (hex) => ({ apiKey: `sm_live_${hex(32)}` }),
    newMessageId: (hex) => [hex(8), hex(4), `4${hex(3)}`, `8${hex(3)}`, hex(12)].join("-"),
    share: 0,
  },
  setup: {
    steps: [
      "Make an API key in the StartMessaging dashboard and enter it here.",
      "Register each message with us, and give as providerMessageId the messageId that POST /otp/send answers, not its otpRequestId.",
      "There is nothing else to do there: StartMessaging documents no delivery callback.",
    ],
    caution:
      "Not confirmed: a page of StartMessaging's blog shows webhooks with a header x-sm-signature. Until its documentation names them, none are taken.",
  },
  statuses,
  // StartMessaging publishes no table of codes; its `error` is free text.
  errors: {},
  plainFields: [],
  keptHeaders: [],
  canSign: () => false,
  sign() {
    throw new Error("StartMessaging sends no callbacks: there is nothing to sign.");
  },
  lookup: {
    request(ref, { apiKey }) {
      if (!apiKey) return undefined;
      const url = `https://api.startmessaging.com/messages/${encodeURIComponent(ref)}`;
      return { method: "GET", url, headers: { "x-api-key": apiKey, accept: "application/json" } };
    },
    parse: parseLookup,
    plainFields: [
      "success",
      "statusCode",
      ...["messageId", "status", "deliveredAt", "error"].map((name) => `data.${name}`),
    ],
  },
};

function parseLookup(response: { status: number; body: string }): DeliveryReport[] {
  if (response.status === 404) return [];
  const answer = response.status === 200 ? asObject(parseJson(response.body)?.value) : undefined;
  const message = asObject(member(answer, "data"));
  const providerMessageId = idField(member(message, "messageId"));
  const rawStatus = statusField(member(message, "status"));
  if (!message || !providerMessageId || !rawStatus)
    throw new Error(`StartMessaging's answer to a look-up is no message (${response.status})`);
  const report: DeliveryReport = {
    index: 0,
    providerMessageId,
    rawStatus,
    rawReason: reasonField(member(message, "error")),
    ...occurredAtField(member(message, "deliveredAt")),
  };
  return [report];
}
