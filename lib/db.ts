import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "@/generated/prisma/client";
import { env } from "./env";
import { AppError } from "./errors";
import { log } from "./log";
import { forgetProcessWide, processWide } from "./runtime";

/** The client for ordinary reads and writes; `tx` of an interactive transaction has the same shape. */
export type Db = PrismaClient;
export type Tx = Parameters<Parameters<PrismaClient["$transaction"]>[0]>[0];

export function db(): Db {
  return processWide("db", () => new PrismaClient({ adapter: new PrismaPg(readPool()) }));
}

/** Connections of the web part: pages, the API, jobs. Ingest has a small pool of its own. */
export function readPool(): pg.Pool {
  return processWide("db-pool", () => openPool({ max: 10, connectionTimeoutMillis: 5_000 }));
}

/** A pool on `DATABASE_URL`. An idle connection that breaks is logged, not thrown. */
export function openPool(options: pg.PoolConfig): pg.Pool {
  const connectionString = env().DATABASE_URL;
  if (!connectionString) throw new AppError("misconfigured", "DATABASE_URL is not set.");
  const pool = new pg.Pool({ connectionString, keepAlive: true, ...options });
  pool.on("error", (error) => log().warn({ code: (error as { code?: string }).code }, "database connection lost"));
  return pool;
}

export async function closeDb(): Promise<void> {
  await db().$disconnect();
  await readPool().end();
  forgetProcessWide("db");
  forgetProcessWide("db-pool");
}
