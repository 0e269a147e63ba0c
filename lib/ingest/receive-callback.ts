import { isAppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { type CallbackAnswer, meters } from "@/lib/meters";
import type { CallbackResponse, RefusalReason, WebhookRequest } from "@/lib/providers/provider";
import { confirmSubscription } from "./confirm-subscription";
import { type Connection, findConnection, unreadableConnections } from "./connections";
import { errorFacts } from "./error-facts";
import { noteOverHttp } from "./note-over-http";
import { confirmCallback } from "./polls/confirm-callback";
import { isHint } from "./polls/is-hint";
import { prepareCallback, readCallback } from "./prepare-callback";
import { senderAddress, signedUrl, tlsProblem } from "./public-address";
import type { RawCallback } from "./raw-callback";
import type { Recorded } from "./recordable";
import { tellSeen } from "./seen";
import { storeCallback } from "./store-callbacks";
import { countRefused, countUnavailable, countVerified } from "./tallies";
import { verifyCallback } from "./verify-callback";

/** A callback's body is at most this long; whoever reads it stops there and answers `unread`. */
export const MAX_BODY_BYTES = 256 * 1024;
/** When a callback may come again that waits for a setting to be put right. */
const MENDED_BY_AN_ADMIN_SECONDS = 60;
/** What is missing at our side: an honest callback comes again once it is there. */
const OURS_TO_MEND: ReadonlySet<RefusalReason> = new Set(["missing_secret", "missing_document"]);

/**
 * Takes one callback: find → verify on the raw bytes → over TLS → parse → store with its neighbours → answer.
 * Says 2xx only after COMMIT, and writes nothing that was not verified.
 */
export async function receiveCallback(raw: RawCallback): Promise<CallbackResponse> {
  const began = performance.now();
  const { outcome, provider, answer } = await take(raw);
  if (outcome !== "seen") {
    meters().callbacks.inc({ provider: provider ?? "none", outcome });
    meters().answerSeconds.observe((performance.now() - began) / 1_000);
  }
  return answer;
}

/** An answer and why it is given; `seen` is our own question how a callback would come. */
type Taken = { outcome: CallbackAnswer | "seen"; provider?: string; answer: CallbackResponse };

async function take(raw: RawCallback): Promise<Taken> {
  let connection: Connection | null = null;
  try {
    const seen = tellSeen(raw);
    if (seen) return { outcome: "seen", answer: json(seen) };
    const route = callbackRoute(raw.target);
    connection = route && (await findConnection(route.key));
    if (!connection && route && (await isUnreadable(route, raw.receivedAt)))
      return { outcome: "unavailable", answer: unavailable(MENDED_BY_AN_ADMIN_SECONDS) };
    if (!connection?.isActive || connection.provider !== route?.provider)
      return { outcome: "not_found", answer: text(404, "No such callback address.") };
    const { provider } = connection;
    const methods: readonly string[] = connection.adapter.methods;
    if (!methods.includes(raw.method)) {
      const words =
        methods.length === 0 ? "No callbacks are taken here: the provider is asked." : "Method not allowed.";
      const answer = { ...text(405, words), headers: { allow: methods.join(", ") } };
      return { outcome: "not_allowed", provider, answer };
    }
    if (raw.body.length > MAX_BODY_BYTES) return { outcome: "too_large", provider, answer: unread("too_large") };
    await turn();
    return await takeVerified(raw, connection);
  } catch (error) {
    if (connection) countUnavailable(connection.id, raw.receivedAt);
    const outcome = { kind: "unavailable" as const, retryAfterSeconds: retryAfter(error) };
    const answer = connection?.adapter.respond(outcome) ?? unavailable(outcome.retryAfterSeconds);
    return { outcome: "unavailable", provider: connection?.provider, answer };
  }
}

/** Why a body was not read to its end. */
export type Unread = "too_large" | "too_slow" | "no_room";

/** The answer to a callback whose body was not read to its end. */
export function unread(why: Unread): CallbackResponse {
  switch (why) {
    case "too_large":
      return text(413, "The body is larger than 256 KiB.");
    case "too_slow":
      return text(408, "The body did not arrive in time.");
    case "no_room":
      return { status: 503, headers: { "retry-after": "1" }, body: "Too much is being sent at once." };
  }
}

export function unavailable(retryAfterSeconds: number): CallbackResponse {
  return { status: 503, headers: { "retry-after": String(retryAfterSeconds) } };
}

type Route = { provider: string; key: string };

/** The provider and connection key in `/api/webhooks/{provider}/{connectionKey}[/inbound]`, with or without a last `/`. */
function callbackRoute(target: string): Route | null {
  const match = /^\/api\/webhooks\/([a-z0-9-]{1,40})\/([A-Za-z0-9_-]{1,80})(?:\/inbound)?\/?(?:\?|$)/.exec(target);
  return match ? { provider: match[1] ?? "", key: match[2] ?? "" } : null;
}

/** A connection that is there but cannot be read: its callbacks come again, for a provider gives up at a 404. */
async function isUnreadable({ provider, key }: Route, at: Date): Promise<boolean> {
  const found = (await unreadableConnections()).find((one) => one.key === key && one.provider === provider);
  if (found) countUnavailable(found.id, at);
  return found !== undefined;
}

async function takeVerified(raw: RawCallback, connection: Connection): Promise<Taken> {
  const { provider, adapter } = connection;
  const request: WebhookRequest = {
    method: raw.method,
    url: signedUrl(raw.target),
    headers: raw.headers,
    body: raw.body,
    receivedAt: raw.receivedAt,
  };
  const verified = await verifyCallback(request, connection);
  if (isHint(request, connection, verified)) return takeHint(request, raw, connection);
  if (!verified.ok) {
    countRefused({ ...sampleOf(raw, connection), reason: verified.reason });
    if (OURS_TO_MEND.has(verified.reason)) return { outcome: "refused", provider, answer: comeAgain(connection) };
    return { outcome: "refused", provider, answer: adapter.respond({ kind: "refused", reason: verified.reason }) };
  }
  const reason = tlsProblem(raw);
  if (reason) {
    noteOverHttp({ ...sampleOf(raw, connection), reason });
    return { outcome: "over_http", provider, answer: comeAgain(connection) };
  }
  countVerified(verified.secretIds, raw.receivedAt);
  const read = readCallback(request, connection);
  if (read.kind === "handshake") {
    const { status, headers, body } = read;
    return { outcome: "handshake", provider, answer: { status, headers, body } };
  }
  if (read.kind === "confirm") {
    await confirmSubscription(read.url);
    return { outcome: "handshake", provider, answer: adapter.respond({ kind: "stored" }) };
  }
  const callback = prepareCallback(read, request, connection, verified.secretIds[0] ?? null);
  meterReports(provider, await storeCallback(callback));
  return { outcome: "stored", provider, answer: adapter.respond({ kind: "stored" }) };
}

/**
 * Of one that proves nothing, reports name what to ask about; whatever else it says stays unproven. As nothing of it is
 * believed, it does not matter how it came here.
 */
async function takeHint(request: WebhookRequest, raw: RawCallback, connection: Connection): Promise<Taken> {
  const { provider, adapter } = connection;
  const read = readCallback(request, connection);
  if (read.kind !== "reports") {
    countRefused({ ...sampleOf(raw, connection), reason: "missing_signature" });
    return { outcome: "refused", provider, answer: adapter.respond({ kind: "refused", reason: "missing_signature" }) };
  }
  await confirmCallback(read, connection);
  return { outcome: "confirmed", provider, answer: adapter.respond({ kind: "stored" }) };
}

function meterReports(provider: string, { stored, duplicates, differing }: Recorded): void {
  const counted = { new: stored, duplicate: duplicates - differing, differing };
  for (const [outcome, count] of Object.entries(counted)) {
    if (count > 0) meters().reports.inc({ provider, outcome }, count);
  }
}

/** It may be an honest one that comes before an admin has set up what proves it. */
function comeAgain({ adapter }: Connection): CallbackResponse {
  return adapter.respond({ kind: "unavailable", retryAfterSeconds: MENDED_BY_AN_ADMIN_SECONDS });
}

function sampleOf(raw: RawCallback, connection: Connection) {
  return {
    connectionId: connection.id,
    address: senderAddress(raw),
    headerNames: Object.keys(raw.headers).slice(0, 60),
    bodyBytes: raw.body.length,
    receivedAt: raw.receivedAt,
  };
}

/**
 * Callbacks that came in one turn of the event loop are worked on one after the other once all have been read: the
 * same code, again and again, takes about a sixth less time than in between their sockets.
 */
function turn(): Promise<void> {
  return new Promise(setImmediate);
}

/** Seconds after which the provider may come again; an error that is no known outage is logged. */
function retryAfter(error: unknown): number {
  if (isAppError(error) && error.code === "unavailable") return error.retryAfterSeconds ?? 5;
  log().error({ err: errorFacts(error) }, "a callback met an unexpected error");
  return 5;
}

function json(value: unknown): CallbackResponse {
  return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}

function text(status: number, body: string): CallbackResponse {
  return { status, headers: { "content-type": "text/plain; charset=utf-8" }, body };
}
