import { unreadableConnections } from "@/lib/ingest/connections";
import type { Provider } from "@/lib/providers/provider";
import { findProvider } from "@/lib/providers/registry";
import { type ListedConnection, listConnections } from "./list-connections";
import { readTraffic, type Traffic } from "./read-traffic";

export const CONNECTION_WARNINGS = [
  ...["unknown_provider", "unreadable", "unauthenticated"],
  ...["secret_ends_soon", "over_http", "refusing"],
] as const;
export type ConnectionWarning = (typeof CONNECTION_WARNINGS)[number];

export type ConnectionOverview = ListedConnection & {
  providerName: string;
  traffic: Traffic;
  /** Exact, where a secret verified it; written every few seconds. */
  lastVerifiedAt: Date | null;
  warnings: ConnectionWarning[];
};

const ENDS_SOON_MS = 24 * 3_600_000;

/** Every connection with how its callbacks fare and what an admin should look at. */
export async function listOverviews(now: Date): Promise<ConnectionOverview[]> {
  const [connections, trafficOf, unreadable] = await Promise.all([
    listConnections(),
    readTraffic(now),
    unreadableConnections(),
  ]);
  return connections.map((connection) => overview(connection, trafficOf(connection.id), unreadable, now));
}

export function overview(
  connection: ListedConnection,
  traffic: Traffic,
  unreadable: readonly { id: string }[],
  now: Date,
): ConnectionOverview {
  const isUnreadable = unreadable.some(({ id }) => id === connection.id);
  const used = connection.secrets.flatMap(({ lastUsedAt }) => (lastUsedAt ? [lastUsedAt.getTime()] : []));
  return {
    ...connection,
    providerName: findProvider(connection.provider)?.name ?? connection.provider,
    traffic,
    lastVerifiedAt: used.length === 0 ? null : new Date(Math.max(...used)),
    warnings: warningsOf(connection, traffic, isUnreadable, now),
  };
}

function warningsOf(
  { provider, secrets }: ListedConnection,
  traffic: Traffic,
  isUnreadable: boolean,
  now: Date,
): ConnectionWarning[] {
  const adapter = findProvider(provider);
  if (!adapter) return ["unknown_provider"];
  const verifying = secrets.filter(({ state, expiresAt }) => state !== "revoked" && (!expiresAt || expiresAt > now));
  const endsSoon = verifying.some(
    ({ state, expiresAt }) => state === "retiring" && expiresAt && expiresAt.getTime() - now.getTime() < ENDS_SOON_MS,
  );
  const { refused, over_http, stored, duplicate, differing, unknown_status, after_retention } = traffic.counts;
  const taken = stored + duplicate + differing + unknown_status + after_retention;
  return [
    ...(isUnreadable ? (["unreadable"] as const) : []),
    ...(isUnauthenticated(adapter, verifying) ? (["unauthenticated"] as const) : []),
    ...(endsSoon ? (["secret_ends_soon"] as const) : []),
    ...(over_http > 0 ? (["over_http"] as const) : []),
    ...(refused > taken ? (["refusing"] as const) : []),
  ];
}

/** A callback without any proof would be taken: asked of the provider itself, with the names of what is stored. */
function isUnauthenticated(provider: Provider, verifying: readonly { name: string }[]): boolean {
  const secrets = Object.fromEntries(verifying.map(({ name }) => [name, name]));
  const url = "https://example.test/";
  const bare = { method: "POST", url, headers: {}, body: Buffer.from("{}"), receivedAt: new Date(0) };
  return provider.verify(bare, secrets).ok;
}
