import { randomUUID } from "node:crypto";
import pg from "pg";
import { newKeys, startTestDatabase } from "@/e2e/support/test-database";
import { addConnection } from "@/lib/connections/add-connection";
import { closeDb } from "@/lib/db";
import { provideEnv } from "@/lib/env";
import { stopTallies } from "@/lib/ingest/tallies";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { providers } from "@/lib/providers/registry";
import type { AtEnd } from "./at-end";
import { BENCH_PUBLIC_URL, type Signer } from "./payloads";

const DURABILITY = ["fsync", "synchronous_commit", "full_page_writes"] as const;
const SECRETS = { twilio: { authToken: "t" }, "generic-hmac": { secret: "g" }, otpiq: { webhookSecret: "o" } } as const;

/** A PostgreSQL of the run's own that keeps what it commits; this process and those it starts use it. */
export async function openBenchDatabase(atEnd: AtEnd): Promise<pg.Client> {
  const database = await startTestDatabase({ durable: true });
  atEnd(database.stop);
  provideEnv({ DATABASE_URL: database.url, PUBLIC_URL: BENCH_PUBLIC_URL, ...newKeys() });
  atEnd(closeDb);
  atEnd(closeIngestPool);
  atEnd(stopTallies);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  atEnd(() => client.end());
  for (const name of DURABILITY) {
    const { rows } = await client.query<{ value: string }>("SELECT current_setting($1) AS value", [name]);
    process.stderr.write(`${name} = ${rows[0]?.value}\n`);
    if (rows[0]?.value !== "on") throw new Error(`${name} must be on: a figure without it says nothing.`);
  }
  return client;
}

/** New connections of three providers, one each, and what signs callbacks for them. */
export async function addSigners(): Promise<Signer[]> {
  const signers: Signer[] = [];
  for (const id of ["twilio", "generic-hmac", "otpiq"] as const) {
    const label = `${id} ${randomUUID()}`;
    const connection = await addConnection({ provider: id, label, secrets: SECRETS[id] }, () => new Date());
    signers.push({ connection, provider: providers[id], secrets: SECRETS[id] });
  }
  return signers;
}
