import { type OpenedBody, type SealedBody, sealBody } from "@/lib/ledger/messages/seal-body";
import type { ReviewEntry } from "@/lib/ledger/review/record-review";
import type { ParsedCallback, PartOfCallback, WebhookRequest } from "@/lib/providers/provider";
import type { ArrivalKind, Unread } from "./arrival-kind";
import { ARRIVAL_KINDS } from "./arrival-kinds";
import type { Connection } from "./connections";
import { namedByAddress } from "./delivery-reports/named-by-address";
import { orPoison, unreadable } from "./or-poison";
import type { Recordable } from "./recordable";

/** Beside its bytes: the object, its keys and what the transaction makes of it. */
const OVERHEAD_BYTES = 2_048;

/** A callback as its adapter read it, or one that made the adapter throw. */
type ReadCallback = ParsedCallback | { kind: "poison" };

/** What asks for an answer alone leaves nothing to store. */
type Storable = Exclude<ReadCallback, { kind: "handshake" | "confirm" }>;

/** Reads a verified callback. What throws on these bytes would throw again, however often they come: poison, no outage. */
export function readCallback(request: WebhookRequest, { id, adapter }: Connection): ReadCallback {
  return orPoison(id, () => namedByAddress(adapter.parse(request), request, adapter)) ?? { kind: "poison" };
}

/** Makes a verified callback storable: sealed, protected, normalised. What is not understood goes to review. */
export function prepareCallback(
  read: Storable,
  request: WebhookRequest,
  connection: Connection,
  secretId: string | null,
  kinds: readonly ArrivalKind[] = ARRIVAL_KINDS,
): Recordable {
  const { adapter } = connection;
  const body = sealBody(openedBody(request, adapter.keptHeaders), secretId, adapter.repeated?.(request));
  const { receivedAt } = request;
  const attempt = orPoison(connection.id, () => adapter.attempt?.(request)) ?? null;
  const prepared = partsOf(read).map((part) => {
    const kind = kinds.find(({ broughtBy }) => broughtBy === part.kind);
    return kind && isBrought(part)
      ? kind.prepare(part, connection, { body, receivedAt, source: "webhook", attempt })
      : { arrivals: [], unread: [unreadOf(part)] };
  });
  const unread = prepared.flatMap((part) => part.unread);
  return {
    connectionId: connection.id,
    arrivals: prepared.flatMap(({ arrivals }) => arrivals),
    review: unread.map((entry) => reviewEntry(entry, connection, receivedAt, body)),
    body,
    receivedAt,
    bytes: request.body.length + OVERHEAD_BYTES,
  };
}

type Part = Exclude<Storable, { kind: "several" }>;

function partsOf(read: Storable): readonly Part[] {
  return read.kind === "several" ? read.parts : [read];
}

function isBrought(part: Part): part is PartOfCallback {
  return part.kind !== "problem" && part.kind !== "poison";
}

/** What is not understood, and what no step takes. */
function unreadOf(read: Part): Unread {
  switch (read.kind) {
    case "problem":
      return unreadable(read.problem);
    case "poison":
      return { kind: "poison", groupKey: "reading" };
    case "inbound":
    case "verification":
      return { kind: read.kind, groupKey: read.kind };
    case "reports":
      return { kind: "poison", groupKey: "no step takes it" };
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
