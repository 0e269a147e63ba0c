import { db } from "@/lib/db";
import { log } from "@/lib/log";
import { open } from "@/lib/privacy/seal";
import type { Provider, ProviderId } from "@/lib/providers/provider";
import { findProvider } from "@/lib/providers/registry";
import { processWide } from "@/lib/runtime";
import type { StatusMapping } from "./map-status";
import { type MappingsOf, readMappings } from "./read-mappings";

/** One set of secret values that a callback may be verified with, and the rows that they come from. */
export type SecretSet = { values: Record<string, string>; secretIds: string[]; expiresAt: Date | null };

/** A provider connection as verification needs it, secrets opened; in memory only. */
export type Connection = {
  id: string;
  key: string;
  provider: ProviderId;
  label: string;
  isActive: boolean;
  receiptDeadlineSeconds: number;
  /** The provider with this connection's settings bound. */
  adapter: Provider;
  /** What admins said of statuses that no table of the provider knows. */
  mappings: StatusMapping[];
  /** Newest first; several during a rotation. */
  secretSets: SecretSet[];
};

const RECHECK_MS = 2_000;
/** An unknown key may be one that was added a moment ago, but must not turn into a query a request. */
const RECHECK_UNKNOWN_MS = 250;
const MAX_SECRET_SETS = 8;

type Cache = { version: bigint; byKey: Map<string, Connection>; checkedAt: number; refreshing: Promise<void> | null };

/**
 * The connection with this URL key. Secrets and settings are re-read within two seconds of a change by any
 * process. While the database is away the last known ones keep verifying; storing then answers 503.
 */
export async function findConnection(key: string): Promise<Connection | null> {
  const cache = connectionCache();
  const age = Date.now() - cache.checkedAt;
  if (age > RECHECK_MS || (age > RECHECK_UNKNOWN_MS && !cache.byKey.has(key))) await refresh(cache);
  return cache.byKey.get(key) ?? null;
}

/** The same by its id, as it is now: for work that is not on a callback's path. Null when it cannot be read. */
export async function findConnectionById(id: string): Promise<Connection | null> {
  await rereadConnections();
  return [...connectionCache().byKey.values()].find((connection) => connection.id === id) ?? null;
}

/** Re-reads at once what was just changed: this process then verifies by it from the next callback on. */
export async function rereadConnections(): Promise<void> {
  const cache = connectionCache();
  // A re-read under way may have begun before the change.
  await cache.refreshing;
  await refresh(cache);
}

function connectionCache(): Cache {
  return processWide("connections", () => ({ version: -1n, byKey: new Map(), checkedAt: 0, refreshing: null }));
}

function refresh(cache: Cache): Promise<void> {
  cache.refreshing ??= reload(cache).finally(() => {
    cache.refreshing = null;
  });
  return cache.refreshing;
}

async function reload(cache: Cache): Promise<void> {
  try {
    const row = await db().setting.findUniqueOrThrow({ where: { name: "connections" }, select: { version: true } });
    if (row.version !== cache.version) {
      cache.byKey = await readConnections();
      cache.version = row.version;
    }
  } catch (error) {
    if (cache.version < 0n) throw error;
    log().warn("connections could not be re-read; the last known ones stay in force");
  }
  cache.checkedAt = Date.now();
}

async function readConnections(): Promise<Map<string, Connection>> {
  const [rows, mappingsOf] = await Promise.all([
    db().providerConnection.findMany({
      include: { secrets: { where: { state: { not: "revoked" } }, orderBy: { id: "desc" } } },
    }),
    readMappings(),
  ]);
  return new Map(
    rows.flatMap((row) => {
      const connection = readOne(row, mappingsOf);
      return connection ? [[row.key, connection] as const] : [];
    }),
  );
}

type SecretRow = { id: string; name: string; ciphertext: Uint8Array; expiresAt: Date | null };
type ConnectionRow = {
  id: string;
  key: string;
  provider: string;
  label: string;
  status: string;
  settings: unknown;
  receiptDeadlineSeconds: number;
  secrets: SecretRow[];
};

/** A row that cannot be read costs no other connection its callbacks. */
function readOne(row: ConnectionRow, mappingsOf: MappingsOf): Connection | null {
  try {
    return readConnection(row, mappingsOf);
  } catch (error) {
    const { name, code } = error as { name?: string; code?: string };
    log().error({ connection: row.id, error: name, code }, "connection cannot be read; it takes no callbacks");
    return null;
  }
}

function readConnection(row: ConnectionRow, mappingsOf: MappingsOf): Connection | null {
  const provider = findProvider(row.provider);
  if (!provider) {
    log().error({ connection: row.id }, "connection of a provider that this version does not know");
    return null;
  }
  return {
    id: row.id,
    key: row.key,
    provider: provider.id,
    label: row.label,
    isActive: row.status === "active",
    receiptDeadlineSeconds: row.receiptDeadlineSeconds,
    adapter: provider.configure?.(row.settings as Record<string, unknown>) ?? provider,
    mappings: mappingsOf(row),
    secretSets: secretSets(row.secrets),
  };
}

/** Every combination of one value per secret name, newest first. */
function secretSets(rows: readonly SecretRow[]): SecretSet[] {
  let sets: SecretSet[] = [{ values: {}, secretIds: [], expiresAt: null }];
  for (const name of new Set(rows.map((row) => row.name))) {
    const values = rows.filter((row) => row.name === name);
    sets = sets.flatMap((set) => values.map((row) => withSecret(set, row))).slice(0, MAX_SECRET_SETS);
  }
  return sets;
}

function withSecret(set: SecretSet, row: SecretRow): SecretSet {
  const ends = [set.expiresAt, row.expiresAt].filter((at) => at !== null).map((at) => at.getTime());
  return {
    values: { ...set.values, [row.name]: open(row.ciphertext, "secret", row.id).toString("utf8") },
    secretIds: [...set.secretIds, row.id],
    expiresAt: ends.length === 0 ? null : new Date(Math.min(...ends)),
  };
}
