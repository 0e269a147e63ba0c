import { db } from "@/lib/db";
import { log } from "@/lib/log";
import { open } from "@/lib/privacy/seal";
import type { Provider, ProviderId } from "@/lib/providers/provider";
import { findProvider } from "@/lib/providers/registry";
import { processWide } from "@/lib/runtime";

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
  const rows = await db().providerConnection.findMany({
    include: { secrets: { where: { state: { not: "revoked" } }, orderBy: { id: "desc" } } },
  });
  return new Map(
    rows.flatMap((row) => {
      const connection = readConnection(row);
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

function readConnection(row: ConnectionRow): Connection | null {
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
