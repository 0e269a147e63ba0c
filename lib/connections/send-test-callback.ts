import { randomUUID } from "node:crypto";
import { validate } from "uuid";
import { recordAudit } from "@/lib/audit/record-audit";
import { requirePermission } from "@/lib/auth/require-permission";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";
import { sendRequest } from "@/lib/http/send-request";
import { type Connection, findConnectionById } from "@/lib/ingest/connections";
import { isHint } from "@/lib/ingest/polls/is-hint";
import { providerRef } from "@/lib/ledger/messages/message-ref";
import { normalise } from "@/lib/providers/kit/normalise";
import type { Provider, WebhookRequest } from "@/lib/providers/provider";
import { takesUnproven } from "./takes-unproven";
import { webhookUrl } from "./webhook-url";

/** Begins the provider's id of every message that only a test made. */
export const TEST_MESSAGE_PREFIX = "otpdesk-test-";

export const TEST_STEPS = ["reached", "verified", "understood", "stored"] as const;
export type TestStep = (typeof TEST_STEPS)[number];

export type TestCallbackResult =
  | {
      ok: true;
      /** The HTTP status of our own answer; null when there was none. */
      answer: number | null;
      steps: Record<TestStep, boolean>;
      messageId: string | null;
    }
  | { ok: false; code: "not_found" | "disabled" | "no_secret" | "cannot_sign" | "sends_none" | "confirms" };

/**
 * Signs a report with the connection's own secret and posts it over HTTP to the connection's own URL, as the
 * provider would. The message that it makes was never registered, and so stays out of all rates.
 */
export async function sendTestCallback(id: string, clock: Clock): Promise<TestCallbackResult> {
  const user = await requirePermission("connection:write");
  const connection = validate(id) ? await findConnectionById(id) : null;
  if (!connection) return { ok: false, code: "not_found" };
  if (!connection.isActive) return { ok: false, code: "disabled" };
  if (connection.adapter.methods.length === 0) return { ok: false, code: "sends_none" };
  const { values: secrets, secretIds = [] } = connection.secretSets.find(({ expiresAt }) => expiresAt === null) ?? {};
  const names = Object.keys(secrets ?? {});
  // Without any, only a provider that takes callbacks unproven has a use for one.
  if (!secrets || (names.length === 0 && !takesUnproven(connection.adapter, names))) {
    return { ok: false, code: "no_secret" };
  }
  if (connection.adapter.canSign?.(secrets) === false) return { ok: false, code: "cannot_sign" };
  const at = clock();
  const providerMessageId = TEST_MESSAGE_PREFIX + randomUUID();
  const rawStatus = deliveredWord(connection.adapter);
  const url = webhookUrl(connection);
  const request = connection.adapter.sign({ kind: "report", url, at, providerMessageId, rawStatus }, secrets);
  if (isHint(request, connection, { ok: true, secretIds })) return { ok: false, code: "confirms" };
  const answer = await post(request);
  const steps = { ...stepsOf(answer, request, connection), stored: false };
  const messageId = await findStored(connection, providerMessageId);
  steps.stored = messageId !== null;
  const subject = { type: "connection", id } as const;
  const details = { answer, ...steps };
  const entry = { actor: { kind: "user", id: user.id }, action: "test_callback_sent", subject, details, at } as const;
  await db().$transaction((tx) => recordAudit(tx, entry));
  return { ok: true, answer, steps, messageId };
}

/** The provider's first word for a delivery. */
function deliveredWord({ statuses }: Provider): string {
  const [word] = Object.entries(statuses).find(([, { status }]) => status === "delivered") ?? [];
  if (word === undefined) throw new Error("a provider without a word for delivered");
  return word;
}

async function post({ url, method, headers, body }: WebhookRequest): Promise<number | null> {
  const sent = await sendRequest({ method, url, headers, body: method === "GET" ? undefined : body });
  return sent.ok ? sent.answer.status : null;
}

function stepsOf(answer: number | null, request: WebhookRequest, { adapter }: Connection) {
  const parsed = adapter.parse(request);
  const [report] = parsed.kind === "reports" ? parsed.reports : [];
  const verified = answer !== null && answer >= 200 && answer < 300;
  return {
    reached: answer !== null,
    verified,
    understood: verified && report !== undefined && normalise(adapter, report).mapped,
  };
}

async function findStored({ id }: Connection, providerMessageId: string): Promise<string | null> {
  const { namespace, ref } = providerRef(id, providerMessageId);
  const row = await db().messageRef.findUnique({ where: { namespace_ref: { namespace, ref } } });
  return row?.messageId ?? null;
}
