import { isAppError } from "@/lib/errors";
import { type OpenedBody, type SealedBody, sealBody } from "@/lib/ledger/messages/seal-body";
import type { ReviewEntry, ReviewKind } from "@/lib/ledger/review/record-review";
import { log } from "@/lib/log";
import type { ParsedCallback, ParseProblem, WebhookRequest } from "@/lib/providers/provider";
import type { Connection } from "./connections";
import { errorFacts } from "./error-facts";
import { type PreparedReport, prepareReport } from "./prepare-reports";
import type { Recordable } from "./recordable";

/** Beside its bytes: the object, its keys and what the transaction makes of it. */
const OVERHEAD_BYTES = 2_048;

/** A callback as its adapter read it, or one that made the adapter throw. */
type ReadCallback = ParsedCallback | { kind: "poison" };

/** Reads a verified callback. What throws on these bytes would throw again, however often they come: poison, no outage. */
export function readCallback(request: WebhookRequest, { id, adapter }: Connection): ReadCallback {
  return orPoison(id, () => adapter.parse(request)) ?? { kind: "poison" };
}

/** Makes a verified callback storable: sealed, protected, normalised. What is not understood goes to review. */
export function prepareCallback(
  read: Exclude<ReadCallback, { kind: "handshake" }>,
  request: WebhookRequest,
  connection: Connection,
  secretId: string | null,
): Recordable {
  const { adapter } = connection;
  const body = sealBody(openedBody(request, adapter.keptHeaders), secretId, adapter.repeated?.(request));
  const arrival = {
    body,
    receivedAt: request.receivedAt,
    source: "webhook" as const,
    attempt: orPoison(connection.id, () => adapter.attempt?.(request)) ?? null,
  };
  const prepared =
    read.kind === "reports"
      ? read.reports.map((report) => orPoison(connection.id, () => prepareReport(report, adapter, connection, arrival)))
      : [];
  const poisoned = prepared.includes(null) ? [{ kind: "poison", groupKey: "preparing" } as const] : [];
  return {
    reports: prepared.filter((report): report is PreparedReport => report !== null),
    review: [...inNeedOfReview(read), ...poisoned].map((entry) =>
      reviewEntry(entry, connection, request.receivedAt, body),
    ),
    receivedAt: request.receivedAt,
    bytes: request.body.length + OVERHEAD_BYTES,
  };
}

/** Null where the work threw; an error of our own, such as a key that is missing, is no fault of the bytes. */
function orPoison<T>(connection: string, work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (isAppError(error)) throw error;
    log().error({ err: errorFacts(error), connection }, "a callback could not be read; it is kept for review");
    return null;
  }
}

type Unread = { kind: ReviewKind; groupKey: string };

function unreadable(problem: ParseProblem): Unread {
  return { kind: "unreadable", groupKey: problem };
}

function inNeedOfReview(read: Exclude<ReadCallback, { kind: "handshake" }>): Unread[] {
  switch (read.kind) {
    case "reports":
      return (read.problems ?? []).map(({ problem }) => unreadable(problem));
    case "problem":
      return [unreadable(read.problem)];
    case "poison":
      return [{ kind: "poison", groupKey: "reading" }];
    case "inbound":
      return [{ kind: "inbound", groupKey: "inbound" }];
    case "verification":
      return [{ kind: "verification", groupKey: "verification" }];
    case "confirm":
      return [{ kind: "unreadable", groupKey: "confirmation_wanted" }];
  }
}

function reviewEntry(unread: Unread, connection: Connection, seenAt: Date, body: SealedBody): ReviewEntry {
  return { ...unread, connectionId: connection.id, messageId: null, seenAt, body };
}

function openedBody({ method, url, headers, body }: WebhookRequest, keptHeaders: readonly string[]): OpenedBody {
  const queryStart = url.indexOf("?");
  const kept: Record<string, string> = {};
  for (const name of keptHeaders) {
    const value = headers[name];
    if (value !== undefined) kept[name] = value;
  }
  return { method, query: queryStart === -1 ? "" : url.slice(queryStart + 1), headers: kept, body };
}
