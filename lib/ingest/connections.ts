import { setTimeout as sleep } from "node:timers/promises";
import { db } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import type { Provider } from "@/lib/providers/provider";
import { findProvider } from "@/lib/providers/registry";
import { processWide } from "@/lib/runtime";
import type { StatusMapping } from "./apply-mapping";
import { isCallerField } from "./callers/caller-fields";
import { type Callers, readCallers } from "./callers/read-callers";
import { type MappingsOf, readMappings } from "./read-mappings";
import { type SecretRow, type SecretSet, secretSets } from "./secret-sets";

/** A provider connection as verification needs it, secrets opened; in memory only. */
export type Connection = {
  id: string;
  key: string;
  provider: string;
  label: string;
  isActive: boolean;
  receiptDeadlineSeconds: number;
  /** A callback that proves nothing has the provider asked, and is itself not taken. */
  confirmByPoll: boolean;
  /** The provider with this connection's settings bound. */
  adapter: Provider;
  /** What admins said of statuses that no table of the provider knows. */
  mappings: StatusMapping[];
  /** Newest first; several during a rotation. */
  secretSets: SecretSet[];
  /** What is asked of who calls, beside the provider's own proof; null where nothing is. */
  callers: Callers | null;
};

/** One that is there and cannot be opened by this process: a key or a provider's module that it lacks, or a damaged row. */
export type UnreadableConnection = { id: string; key: string; provider: string };

const RECHECK_MS = 2_000;
/** An unknown key may be one that was added a moment ago, but must not turn into a query a request: it waits its turn. */
const RECHECK_UNKNOWN_MS = 250;
/** A callback does not wait longer for a re-read: a database that hangs must not hold up its answer. */
const PATIENCE_MS = 250;
/** Unless its connection is not known yet: then there is no other way to take it. */
const LONG_PATIENCE_MS = 1_500;
/** A re-read that takes longer hangs for good: the next one begins anew. */
const GIVEN_UP_AFTER_MS = 5_000;

type Cache = {
  version: bigint;
  byKey: Map<string, Connection>;
  unreadable: UnreadableConnection[];
  checkedAt: number;
  /** When the newest re-read began: it knows all that was added before. */
  beganAt: number;
  /** False once a re-read failed or is late, until one succeeds. */
  isCurrent: boolean;
  attempt: number;
  refreshing: Promise<void> | null;
  /** `refreshing`, or as much of it as a callback waits for. */
  patience: Promise<void>;
};

/**
 * The connection with this URL key. Secrets and settings are re-read within two seconds of a change by any
 * process. While the database is away or hangs the last known ones keep verifying; storing then answers 503,
 * and so does a key that is not known: it may have been added since.
 */
export async function findConnection(key: string): Promise<Connection | null> {
  const cache = connectionCache();
  if (Date.now() - cache.checkedAt > RECHECK_MS) await refreshBriefly(cache);
  const isKnown = cache.byKey.has(key) || cache.unreadable.some((one) => one.key === key);
  if (!isKnown) await readAnew(cache);
  const connection = cache.byKey.get(key) ?? null;
  if (connection || cache.isCurrent) return connection;
  throw new AppError("unavailable", "Connections cannot be read now.", { retryAfterSeconds: 5 });
}

export type OpenedConnections = { readable: readonly Connection[]; unreadable: readonly UnreadableConnection[] };

/** All connections as this process has them in memory, and the active ones that it cannot read. */
export async function openedConnections(): Promise<OpenedConnections> {
  const cache = connectionCache();
  if (Date.now() - cache.checkedAt > RECHECK_MS) await refreshBriefly(cache);
  return { readable: [...cache.byKey.values()], unreadable: cache.unreadable };
}

/** Active connections that `findConnection` does not find, and that are there all the same. */
export async function unreadableConnections(): Promise<readonly UnreadableConnection[]> {
  return (await openedConnections()).unreadable;
}

/** The same by its id, as it is now: for work that is not on a callback's path. Null when it cannot be read. */
export async function findConnectionById(id: string): Promise<Connection | null> {
  await rereadConnections();
  return [...connectionCache().byKey.values()].find((connection) => connection.id === id) ?? null;
}

/**
 * Re-reads at once what was just changed: this thread then verifies by it from the next callback on, all others within
 * two seconds.
 */
export async function rereadConnections(): Promise<void> {
  const cache = connectionCache();
  // A re-read under way may have begun before the change.
  await cache.refreshing;
  await refresh(cache);
}

function connectionCache(): Cache {
  return processWide("connections", () => ({
    version: -1n,
    byKey: new Map(),
    unreadable: [],
    checkedAt: 0,
    beganAt: 0,
    isCurrent: false,
    attempt: 0,
    refreshing: null,
    patience: Promise.resolve(),
  }));
}

/** Waits for a re-read that began after now, as long as the database answers. */
async function readAnew(cache: Cache): Promise<void> {
  const askedAt = Date.now();
  const turn = cache.checkedAt + RECHECK_UNKNOWN_MS - askedAt;
  if (turn > 0) await sleep(turn);
  while (cache.refreshing || cache.beganAt < askedAt) {
    const late = sleep(LONG_PATIENCE_MS, "late" as const, { ref: false });
    const outcome = await Promise.race([refresh(cache).catch(() => "failed" as const), late]);
    if (outcome) return;
  }
}

function refreshBriefly(cache: Cache): Promise<void> {
  void refresh(cache);
  return cache.patience;
}

function refresh(cache: Cache): Promise<void> {
  if (cache.refreshing) return cache.refreshing;
  const refreshing = reload(cache).finally(() => {
    cache.refreshing = null;
  });
  const patienceMs = cache.version < 0n ? LONG_PATIENCE_MS : PATIENCE_MS;
  const late = sleep(patienceMs, undefined, { ref: false }).then(() => {
    if (cache.refreshing === refreshing) cache.isCurrent = false;
  });
  cache.patience = Promise.race([refreshing.catch(() => undefined), late]);
  cache.refreshing = refreshing;
  return refreshing;
}

async function reload(cache: Cache): Promise<void> {
  cache.attempt += 1;
  cache.beganAt = Date.now();
  const hung = sleep(GIVEN_UP_AFTER_MS, undefined, { ref: false }).then(() => {
    throw new AppError("unavailable", "Connections cannot be read now.", { retryAfterSeconds: 5 });
  });
  try {
    await Promise.race([read(cache, cache.attempt), hung]);
    cache.isCurrent = true;
  } catch (error) {
    cache.isCurrent = false;
    if (cache.version < 0n) throw error;
    log().warn("connections could not be re-read; the last known ones stay in force");
  }
  cache.checkedAt = Date.now();
}

async function read(cache: Cache, attempt: number): Promise<void> {
  const row = await db().setting.findUniqueOrThrow({ where: { name: "connections" }, select: { version: true } });
  if (row.version === cache.version) return;
  const { byKey, unreadable } = await readConnections();
  // One that was given up must not undo what a later one read.
  if (attempt === cache.attempt) Object.assign(cache, { byKey, unreadable, version: row.version });
}

async function readConnections(): Promise<Pick<Cache, "byKey" | "unreadable">> {
  const [rows, mappingsOf] = await Promise.all([
    db().providerConnection.findMany({
      include: { secrets: { where: { state: { not: "revoked" } }, orderBy: { id: "desc" } } },
    }),
    readMappings(),
  ]);
  const byKey = new Map<string, Connection>();
  const unreadable: UnreadableConnection[] = [];
  for (const row of rows) {
    const connection = readOne(row, mappingsOf);
    if (connection) byKey.set(row.key, connection);
    else if (row.status === "active") unreadable.push({ id: row.id, key: row.key, provider: row.provider });
  }
  return { byKey, unreadable };
}

type ConnectionRow = {
  id: string;
  key: string;
  provider: string;
  label: string;
  status: string;
  settings: unknown;
  receiptDeadlineSeconds: number;
  confirmByPoll: boolean;
  secrets: SecretRow[];
};

/** A row that cannot be read costs no other connection its callbacks. */
function readOne(row: ConnectionRow, mappingsOf: MappingsOf): Connection | null {
  try {
    return readConnection(row, mappingsOf);
  } catch (error) {
    const { name, code } = error as { name?: string; code?: string };
    log().error({ connection: row.id, error: name, code }, "connection cannot be read; its callbacks are answered 503");
    return null;
  }
}

function readConnection(row: ConnectionRow, mappingsOf: MappingsOf): Connection | null {
  const provider = findProvider(row.provider);
  if (!provider) {
    log().error({ connection: row.id }, "connection of a provider that this version does not know");
    return null;
  }
  const settings = row.settings as Record<string, unknown>;
  return {
    id: row.id,
    key: row.key,
    provider: provider.id,
    label: row.label,
    isActive: row.status === "active",
    receiptDeadlineSeconds: row.receiptDeadlineSeconds,
    confirmByPoll: row.confirmByPoll,
    adapter: provider.configure?.(settings) ?? provider,
    mappings: mappingsOf(row),
    secretSets: secretSets(row.secrets.filter(({ name }) => !isCallerField(name))),
    callers: readCallers(settings, row.secrets),
  };
}
