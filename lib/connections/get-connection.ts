import { validate } from "uuid";
import { z } from "zod";
import { db } from "@/lib/db";
import { openedConnections } from "@/lib/ingest/connections";
import { TLS_PROBLEMS } from "@/lib/ingest/tls-problem";
import { type Provider, REFUSAL_REASONS } from "@/lib/providers/provider";
import { findProvider } from "@/lib/providers/registry";
import { listConnections } from "./list-connections";
import { type ConnectionOverview, overview } from "./list-overviews";
import { readTraffic } from "./read-traffic";

const RefusedSample = z.object({
  id: z.string(),
  reason: z.enum([...REFUSAL_REASONS, ...TLS_PROBLEMS]),
  address: z.string(),
  headerNames: z.string().array(),
  bodyBytes: z.number(),
  receivedAt: z.date(),
});
export type RefusedSample = z.infer<typeof RefusedSample>;

export type ConnectionPage = {
  connection: ConnectionOverview;
  settings: Record<string, unknown>;
  /** With the settings bound, where they can be read; undefined of a provider that this version does not know. */
  provider: Provider | undefined;
  /** Refused, or asked to come again over TLS; the newest first. */
  refused: RefusedSample[];
};

const SAMPLES = 10;

/** One connection with its settings and what was refused; secrets by fingerprint alone. Null when there is none. */
export async function getConnection(id: string, now: Date): Promise<ConnectionPage | null> {
  if (!validate(id)) return null;
  const [connections, row, trafficOf, samples, opened] = await Promise.all([
    listConnections(),
    db().providerConnection.findUnique({ where: { id }, select: { settings: true } }),
    readTraffic(now),
    db().refusedCallback.findMany({ where: { connectionId: id }, orderBy: { receivedAt: "desc" }, take: SAMPLES }),
    openedConnections(),
  ]);
  const connection = connections.find((one) => one.id === id);
  if (!connection || !row) return null;
  return {
    connection: overview(connection, trafficOf(id), opened, now),
    settings: z.record(z.string(), z.unknown()).parse(row.settings),
    provider: opened.readable.find((one) => one.id === id)?.adapter ?? findProvider(connection.provider),
    refused: RefusedSample.array().parse(samples),
  };
}
