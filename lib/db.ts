import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "@/generated/prisma/client";
import { env } from "./env";
import { AppError } from "./errors";
import { log } from "./log";
import { watch } from "./meters";
import { forgetProcessWide, processWide } from "./runtime";

/** The client for ordinary reads and writes; `tx` of an interactive transaction has the same shape. */
export type Db = PrismaClient;
export type Tx = Parameters<Parameters<PrismaClient["$transaction"]>[0]>[0];

export function db(): Db {
  return processWide("db", () => new PrismaClient({ adapter: new PrismaPg(readPool()) }));
}

/** Connections of the web part: pages, the API, jobs. Ingest has a small pool of its own. */
export function readPool(): pg.Pool {
  return processWide("db-pool", () => openPool({ max: 10, connectionTimeoutMillis: 5_000 }, "pages"));
}

/** No reader waits longer for a list or a chart: the page says that this was too much to go through. */
export const SEARCH_TIMEOUT_MS = 10_000;

/** Connections for reads whose cost depends on what is asked for; few, so that they cannot starve the others. */
export function searchPool(): pg.Pool {
  return processWide("db-search-pool", () =>
    openPool({ max: 6, connectionTimeoutMillis: SEARCH_TIMEOUT_MS, statement_timeout: SEARCH_TIMEOUT_MS }, "search"),
  );
}

/**
 * A pool on `DATABASE_URL`. Its clients send what they are given without waiting for earlier answers. A connection that
 * breaks is logged; whoever uses it learns of it from its next query. One with a name is among the metrics.
 */
export function openPool(options: pg.PoolConfig, name?: string): pg.Pool {
  const connectionString = env().DATABASE_URL;
  if (!connectionString) throw new AppError("misconfigured", "DATABASE_URL is not set.");
  const pool = new pg.Pool({ connectionString, keepAlive: true, pipeline: true, ...options });
  // The pool listens to idle clients alone; one that breaks between two queries of a transaction would end the process.
  pool.on("connect", (client) => client.on("error", logLostConnection));
  pool.on("error", () => undefined);
  if (name) namedPools().set(name, pool);
  return pool;
}

function namedPools(): Map<string, pg.Pool> {
  return processWide("named-pools", () => {
    const pools = new Map<string, pg.Pool>();
    const help = "Connections of this process to the database, and requests that wait for one.";
    watch({ name: "otp_desk_pool_connections", help, labelNames: ["pool", "state"] }, () =>
      [...pools].flatMap(([pool, { totalCount, idleCount, waitingCount }]) => [
        { labels: { pool, state: "busy" }, value: totalCount - idleCount },
        { labels: { pool, state: "idle" }, value: idleCount },
        { labels: { pool, state: "waiting" }, value: waitingCount },
      ]),
    );
    return pools;
  });
}

function logLostConnection(error: Error): void {
  log().warn({ code: (error as { code?: string }).code }, "database connection lost");
}

export async function closeDb(): Promise<void> {
  await db().$disconnect();
  await Promise.all([readPool().end(), searchPool().end()]);
  forgetProcessWide("db");
  forgetProcessWide("db-pool");
  forgetProcessWide("db-search-pool");
}
