import { randomUUID } from "node:crypto";
import { validate } from "uuid";
import { recordAudit } from "@/lib/audit/record-audit";
import { requirePermission } from "@/lib/auth/require-permission";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";
import { sendRequest } from "@/lib/http/send-request";
import { ownCallHeaders } from "@/lib/ingest/callers/check-caller";
import { type Connection, findConnectionById } from "@/lib/ingest/connections";
import { isHint } from "@/lib/ingest/polls/is-hint";
import { providerRef } from "@/lib/ledger/messages/message-ref";
import { verificationRef } from "@/lib/ledger/verifications/verification-refs";
import { normalise } from "@/lib/providers/kit/normalise";
import type { WebhookRequest } from "@/lib/providers/provider";
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
      /** More is asked of who calls: that was passed as our own call, and is not proven to let the provider in. */
      asksCallers: boolean;
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
  const ref = TEST_MESSAGE_PREFIX + randomUUID();
  const request = signTest(connection, ref, at, secrets);
  if (isHint(request, connection, { ok: true, secretIds })) return { ok: false, code: "confirms" };
  const { pathname, search } = new URL(request.url);
  const answer = await post({ ...request, headers: { ...request.headers, ...ownCallHeaders(pathname + search, at) } });
  const messageId = await findStored(connection, ref);
  const stored = messageId !== null || (await findStoredAttempt(connection, ref));
  const steps = { ...stepsOf(answer, request, connection), stored };
  const subject = { type: "connection", id } as const;
  const details = { answer, ...steps };
  const entry = { actor: { kind: "user", id: user.id }, action: "test_callback_sent", subject, details, at } as const;
  await db().$transaction((tx) => recordAudit(tx, entry));
  return { ok: true, answer, steps, messageId, asksCallers: connection.callers !== null };
}

/** A delivery; from a verification service that tells of attempts alone, its first word of one. */
function signTest(connection: Connection, ref: string, at: Date, secrets: Record<string, string>): WebhookRequest {
  const { statuses, verifications, sign } = connection.adapter;
  const url = webhookUrl(connection);
  const [delivered] = Object.entries(statuses).find(([, { status }]) => status === "delivered") ?? [];
  if (delivered) return sign({ kind: "report", url, at, providerMessageId: ref, rawStatus: delivered }, secrets);
  const [rawStatus] = Object.keys(verifications?.statuses ?? {});
  if (!verifications || !rawStatus) throw new Error("a provider without a word for delivered");
  return verifications.sign({ url, at, providerVerificationId: ref, rawStatus }, secrets);
}

async function post({ url, method, headers, body }: WebhookRequest): Promise<number | null> {
  const sent = await sendRequest({ method, url, headers, body: method === "GET" ? undefined : body });
  return sent.ok ? sent.answer.status : null;
}

function stepsOf(answer: number | null, request: WebhookRequest, { adapter }: Connection) {
  const parsed = adapter.parse(request);
  const [report] = parsed.kind === "reports" ? parsed.reports : [];
  const isRead = parsed.kind === "verification" || (report !== undefined && normalise(adapter, report).mapped);
  const verified = answer !== null && answer >= 200 && answer < 300;
  return {
    reached: answer !== null,
    verified,
    understood: verified && isRead,
  };
}

async function findStored({ id }: Connection, providerMessageId: string): Promise<string | null> {
  const { namespace, ref } = providerRef(id, providerMessageId);
  const row = await db().messageRef.findUnique({ where: { namespace_ref: { namespace, ref } } });
  return row?.messageId ?? null;
}

async function findStoredAttempt({ id }: Connection, providerVerificationId: string): Promise<boolean> {
  const { namespace, ref } = verificationRef(id, providerVerificationId);
  return (await db().verificationRef.count({ where: { namespace, ref } })) > 0;
}
