import { type OpenedBody, type SealedBody, sealBody } from "@/lib/ledger/messages/seal-body";
import type { ReviewEntry, ReviewKind } from "@/lib/ledger/review/record-review";
import type { ParsedCallback, ParseProblem, WebhookRequest } from "@/lib/providers/provider";
import type { Connection } from "./connections";
import { prepareReport } from "./prepare-reports";
import type { Recordable } from "./record-batch";

/** Beside its bytes: the object, its keys and what the transaction makes of it. */
const OVERHEAD_BYTES = 2_048;

/** Makes a verified callback storable: sealed, protected, normalised. What is not understood goes to review. */
export function prepareCallback(
  parsed: Exclude<ParsedCallback, { kind: "handshake" }>,
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
    attempt: adapter.attempt?.(request) ?? null,
  };
  const reports =
    parsed.kind === "reports"
      ? parsed.reports.map((report) => prepareReport(report, adapter, connection, arrival))
      : [];
  return {
    reports,
    review: inNeedOfReview(parsed).map((entry) => reviewEntry(entry, connection, request.receivedAt, body)),
    receivedAt: request.receivedAt,
    bytes: request.body.length + OVERHEAD_BYTES,
  };
}

type Unread = { kind: ReviewKind; groupKey: string };

function unreadable(problem: ParseProblem): Unread {
  return { kind: "unreadable", groupKey: problem };
}

function inNeedOfReview(parsed: Exclude<ParsedCallback, { kind: "handshake" }>): Unread[] {
  switch (parsed.kind) {
    case "reports":
      return (parsed.problems ?? []).map(({ problem }) => unreadable(problem));
    case "problem":
      return [unreadable(parsed.problem)];
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
