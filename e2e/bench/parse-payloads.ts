import { type Connection, findConnection, rereadConnections } from "@/lib/ingest/connections";
import { signedUrl } from "@/lib/ingest/public-address";
import type { ParsedCallback, WebhookRequest } from "@/lib/providers/provider";
import type { Payload } from "./payloads";

/** A callback that is verified and parsed, and not yet prepared. */
export type ParsedArrival = {
  parsed: Exclude<ParsedCallback, { kind: "handshake" | "confirm" }>;
  request: WebhookRequest;
  connection: Connection;
  secretId: string | null;
};

export async function parsePayloads(payloads: readonly Payload[]): Promise<ParsedArrival[]> {
  await rereadConnections();
  const arrivals: ParsedArrival[] = [];
  for (const { method, headers, body, path } of payloads) {
    const request = { method, headers, body, url: signedUrl(path), receivedAt: new Date() };
    const connection = await findConnection(path.split("/")[4] ?? "");
    const [set] = connection?.secretSets ?? [];
    if (!connection || !set) throw new Error("A payload names no connection.");
    const verified = connection.adapter.verify(request, set.values);
    const parsed = connection.adapter.parse(request);
    if (!verified.ok || parsed.kind === "handshake" || parsed.kind === "confirm")
      throw new Error("A payload is not a report.");
    arrivals.push({ parsed, request, connection, secretId: set.secretIds[0] ?? null });
  }
  return arrivals;
}
