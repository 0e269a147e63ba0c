import type { WebhookRequest } from "@/lib/providers/provider";
import type { Connection } from "./connections";
import { fetchDocuments, keptDocuments } from "./fetch-documents";
import { inForce } from "./secret-sets";

export type Verified =
  | { ok: true; secretIds: string[] }
  | Extract<ReturnType<Connection["adapter"]["verify"]>, { ok: false }>;

/** Verifies with the secrets in force, and where the proof rests on documents, with those: from memory, or fetched. */
export function verifyCallback(request: WebhookRequest, connection: Connection): Verified | Promise<Verified> {
  const urls = connection.adapter.needs?.(request) ?? [];
  return urls.length === 0 ? verifyWithAny(request, connection) : verifyWithDocuments(request, connection, urls);
}

async function verifyWithDocuments(request: WebhookRequest, connection: Connection, urls: URL[]): Promise<Verified> {
  const verified = verifyWithAny(request, connection, keptDocuments(urls));
  // Only what everything else speaks for has us ask another machine.
  if (verified.ok || verified.reason !== "missing_document") return verified;
  return verifyWithAny(request, connection, await fetchDocuments(urls));
}

/** Tries the secrets in force, newest first; the first refusal is the one to report. */
function verifyWithAny(
  request: WebhookRequest,
  { adapter, secretSets }: Connection,
  documents?: ReadonlyMap<string, string>,
): Verified {
  let refusal: Verified = { ok: false, reason: "missing_signature" };
  for (const [index, set] of secretSets.filter((set) => inForce(set, request.receivedAt)).entries()) {
    const result = adapter.verify(request, set.values, documents);
    if (result.ok) return { ok: true, secretIds: set.secretIds };
    if (index === 0 || result.reason === "missing_document") refusal = result;
  }
  return refusal;
}
