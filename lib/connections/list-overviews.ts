import { type Connection, type OpenedConnections, openedConnections } from "@/lib/ingest/connections";
import { findProvider } from "@/lib/providers/registry";
import { canAskWith } from "./confirm-problem";
import { type ListedConnection, listConnections } from "./list-connections";
import { oddSecrets } from "./odd-secrets";
import { readTraffic, type Traffic } from "./read-traffic";
import { takesUnproven } from "./takes-unproven";

export const CONNECTION_WARNINGS = [
  ...["unknown_provider", "unreadable", "unauthenticated", "address_alone", "cannot_confirm", "waiting_for_secret"],
  ...["odd_secret", "secret_ends_soon", "over_http", "refusing"],
] as const;
export type ConnectionWarning = (typeof CONNECTION_WARNINGS)[number];

export type ConnectionOverview = ListedConnection & {
  providerName: string;
  /** Nothing that is stored could prove a callback. */
  provesNothing: boolean;
  /** False for a provider that is asked instead. */
  sendsCallbacks: boolean;
  /** It holds what its provider is asked with. */
  canAsk: boolean;
  traffic: Traffic;
  /** Exact, where a secret verified it; written every few seconds. */
  lastVerifiedAt: Date | null;
  warnings: ConnectionWarning[];
  /** What is doubtful about the secrets in force, in words. */
  oddSecrets: string[];
  /** What is asked of who calls, beside the provider's own proof. */
  asked: CallerCheck[];
};

export const CALLER_CHECKS = ["address", "certificate", "credentials"] as const;
export type CallerCheck = (typeof CALLER_CHECKS)[number];

const ENDS_SOON_MS = 24 * 3_600_000;

/** Every connection with how its callbacks fare and what an admin should look at. */
export async function listOverviews(now: Date): Promise<ConnectionOverview[]> {
  const [connections, trafficOf, opened] = await Promise.all([
    listConnections(),
    readTraffic(now),
    openedConnections(),
  ]);
  return connections.map((connection) => overview(connection, trafficOf(connection.id), opened, now));
}

export function overview(
  connection: ListedConnection,
  traffic: Traffic,
  { readable, unreadable }: OpenedConnections,
  now: Date,
): ConnectionOverview {
  const isUnreadable = unreadable.some(({ id }) => id === connection.id);
  const opened = readable.find(({ id }) => id === connection.id);
  const [odd, asked] = [oddSecretsOf(opened), askedOf(opened)];
  const provider = findProvider(connection.provider);
  const names = inForce(connection, now).map(({ name }) => name);
  const used = connection.secrets.flatMap(({ lastUsedAt }) => (lastUsedAt ? [lastUsedAt.getTime()] : []));
  return {
    ...connection,
    providerName: provider?.name ?? connection.provider,
    provesNothing: provider !== undefined && takesUnproven(provider, names),
    sendsCallbacks: provider?.methods.length !== 0,
    canAsk: provider !== undefined && canAskWith(provider, names),
    traffic,
    lastVerifiedAt: used.length === 0 ? null : new Date(Math.max(...used)),
    warnings: warningsOf(connection, traffic, { isUnreadable, hasOdd: odd.length > 0, asked }, now),
    oddSecrets: odd,
    asked,
  };
}

function warningsOf(
  connection: ListedConnection,
  traffic: Traffic,
  { isUnreadable, hasOdd, asked }: { isUnreadable: boolean; hasOdd: boolean; asked: readonly CallerCheck[] },
  now: Date,
): ConnectionWarning[] {
  const adapter = findProvider(connection.provider);
  if (!adapter) return ["unknown_provider"];
  const verifying = inForce(connection, now);
  const names = verifying.map(({ name }) => name);
  const endsSoon = verifying.some(
    ({ state, expiresAt }) => state === "retiring" && expiresAt && expiresAt.getTime() - now.getTime() < ENDS_SOON_MS,
  );
  const { refused, over_http, stored, duplicate, differing, unknown_status, after_retention } = traffic.counts;
  const taken = stored + duplicate + differing + unknown_status + after_retention;
  const isUnproven = takesUnproven(adapter, names);
  const { confirmByPoll } = connection;
  return [
    ...(isUnreadable ? (["unreadable"] as const) : []),
    ...(isUnproven && !confirmByPoll && asked.length === 0 ? (["unauthenticated"] as const) : []),
    ...(isUnproven && !confirmByPoll && asked.length === 1 && asked[0] === "address"
      ? (["address_alone"] as const)
      : []),
    ...(confirmByPoll && !canAskWith(adapter, names) ? (["cannot_confirm"] as const) : []),
    ...(!isUnproven && verifying.length === 0 ? (["waiting_for_secret"] as const) : []),
    ...(hasOdd ? (["odd_secret"] as const) : []),
    ...(endsSoon ? (["secret_ends_soon"] as const) : []),
    ...(over_http > 0 ? (["over_http"] as const) : []),
    ...(refused > taken ? (["refusing"] as const) : []),
  ];
}

function askedOf(connection: Connection | undefined): CallerCheck[] {
  const { ranges, certificates, credentials } = connection?.callers ?? {};
  return [
    ...(ranges ? (["address"] as const) : []),
    ...(certificates ? (["certificate"] as const) : []),
    ...(credentials ? (["credentials"] as const) : []),
  ];
}

function inForce({ secrets }: ListedConnection, now: Date): ListedConnection["secrets"] {
  return secrets.filter(({ state, expiresAt }) => state !== "revoked" && (!expiresAt || expiresAt > now));
}

/** Of the newest values alone: one that is being replaced is on its way out. */
function oddSecretsOf(connection: Connection | undefined): string[] {
  const values = connection?.secretSets[0]?.values;
  return connection && values ? oddSecrets(connection.adapter, values).map(({ words }) => words) : [];
}
