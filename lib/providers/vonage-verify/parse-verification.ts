import type { Channel } from "@/lib/delivery/fold/status";
import type { VerificationEventType } from "@/lib/delivery/fold/verification-event";
import { idField, statusField } from "../kit/fields";
import { providerTime } from "../kit/provider-time";
import { type JsonObject, member, readJsonObject } from "../kit/read-json";
import type { ParsedCallback, WebhookRequest } from "../provider";
import type { ProviderVerificationEvent } from "../verification-service";

/**
 * How a whole request ends. `completed` and `expired` stand in Vonage's examples; the others are its SDKs' words, and
 * not confirmed: one that is not among them goes to the review queue.
 */
export const VERIFICATION_STATUSES: Readonly<Record<string, VerificationEventType>> = {
  completed: "verified",
  expired: "expired",
  failed: "failed",
  rejected: "failed",
  user_rejected: "failed",
  blocked: "blocked",
};

const MAX_STEPS = 20;

type Told = Pick<ProviderVerificationEvent, "type" | "rawStatus" | "channel" | "providerOccurredAt">;

/** An `event` tells of one step of a request's workflow, the `summary` of the whole. */
export function parseVerification(request: WebhookRequest): ParsedCallback {
  const read = readJsonObject(request.body);
  if (!read.ok) return { kind: "problem", problem: read.problem };
  const body = read.value;
  const kind = idField(body.type, 20);
  if (kind !== "event" && kind !== "summary") return { kind: "problem", problem: "unexpected_shape" };
  const providerVerificationId = idField(body.request_id);
  if (!providerVerificationId) return { kind: "problem", problem: "missing_message_id" };
  const status = statusField(body.status)?.toLowerCase();
  if (!status) return { kind: "problem", problem: "missing_status" };
  const told = kind === "event" ? toldByEvent(body, status) : toldBySummary(body, status);
  if (!told) return { kind: "problem", problem: "unexpected_shape" };
  return { kind: "verification", events: told.map((one) => ({ index: 0, providerVerificationId, ...one })) };
}

/** A step that came to nothing does not end the request: the next step may follow. */
function toldByEvent(body: JsonObject, status: string): Told[] {
  const step = stepOf(body.channel, body.triggered_at, status);
  const began: Told = { type: "requested", rawStatus: status, providerOccurredAt: providerTime(body.triggered_at) };
  if (status !== "completed") return step.length > 0 ? step : [began];
  const providerOccurredAt = providerTime(body.finalized_at);
  return [...step, { type: "verified", rawStatus: status, channel: channelOf(body.channel), providerOccurredAt }];
}

/** It tells no time of the end. */
function toldBySummary(body: JsonObject, status: string): Told[] | null {
  const type = Object.hasOwn(VERIFICATION_STATUSES, status) ? VERIFICATION_STATUSES[status] : undefined;
  if (!type) return null;
  const steps = Array.isArray(body.workflow) ? body.workflow.slice(0, MAX_STEPS) : [];
  const submittedAt = providerTime(body.submitted_at);
  return [
    ...(submittedAt ? [{ type: "requested", rawStatus: "submitted", providerOccurredAt: submittedAt } as const] : []),
    ...steps.flatMap((step) =>
      stepOf(member(step, "channel"), member(step, "initiated_at"), statusField(member(step, "status")) ?? ""),
    ),
    { type, rawStatus: status },
  ];
}

/** Where a step ran to its end, a code went out by its channel; of others only that much is known that they began. */
const SENT: ReadonlySet<string> = new Set(["completed", "expired"]);

function stepOf(channel: unknown, startedAt: unknown, status: string): Told[] {
  const providerOccurredAt = providerTime(startedAt);
  const over = channelOf(channel);
  if (!providerOccurredAt || status === "unused") return [];
  const isCode = over !== "other" && SENT.has(status);
  // The same step stands in its event and in the summary, perhaps with another status: its start is what it is known by.
  return isCode ? [{ type: "code_sent", rawStatus: "workflow_step", channel: over, providerOccurredAt }] : [];
}

const CHANNELS: Readonly<Record<string, Channel>> = {
  sms: "sms",
  voice: "voice",
  whatsapp: "whatsapp",
  whatsapp_interactive: "whatsapp",
  email: "email",
  rcs: "rcs",
};

function channelOf(value: unknown): Channel | undefined {
  const name = idField(value, 40)?.toLowerCase();
  if (name === undefined) return undefined;
  return Object.hasOwn(CHANNELS, name) ? CHANNELS[name] : "other";
}
