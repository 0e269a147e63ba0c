import { buildPages } from "@/lib/cli/process/build-pages";
import { checkDrift } from "@/lib/ledger/check-drift";
import { type AtEnd, withCleanUp } from "./at-end";
import { addSigners, openBenchDatabase } from "./bench-database";
import type { BenchRow } from "./bench-rows";
import { buildNextApp } from "./build-next-app";
import { compareCoreWithCopy } from "./compare-core-with-copy";
import { measureDashboards } from "./measure-dashboards";
import { measureDuplicates } from "./measure-duplicates";
import { measureLatency } from "./measure-latency";
import { measureRejected } from "./measure-rejected";
import type { Bench } from "./measure-round";
import { measureThroughput } from "./measure-throughput";
import { measureTold } from "./measure-told";

export const INGEST_PARTS = ["throughput", "core", "latency", "duplicates", "rejected", "told", "dashboards"] as const;
export type IngestPart = (typeof INGEST_PARTS)[number];

export type IngestOptions = { rounds: number; perConnection: number; parts: readonly IngestPart[] };

const MEASURE: Record<IngestPart, (bench: Bench) => Promise<BenchRow[]>> = {
  throughput: measureThroughput,
  core: compareCoreWithCopy,
  latency: measureLatency,
  duplicates: measureDuplicates,
  rejected: measureRejected,
  told: measureTold,
  dashboards: measureDashboards,
};

/**
 * Contenders side by side on one durable PostgreSQL, in interleaved rounds: each verifies signatures and writes
 * the same rows, sealed. Rows are counted after every round, and at the end all that they wrote must hold together.
 */
export function benchIngest(options: IngestOptions): Promise<BenchRow[]> {
  return withCleanUp((atEnd) => run(options, atEnd));
}

async function run({ rounds, perConnection, parts }: IngestOptions, atEnd: AtEnd): Promise<BenchRow[]> {
  if (parts.includes("throughput")) await inform("building the routes of the benchmark", buildNextApp);
  if (parts.includes("throughput") || parts.includes("dashboards")) await inform("building the pages", buildPages);
  const client = await openBenchDatabase(atEnd);
  const bench: Bench = { client, signers: await addSigners(), atEnd, rounds, perConnection };
  const rows: BenchRow[] = [];
  for (const part of parts) rows.push(...(await inform(part, () => MEASURE[part](bench))));
  await inform("drift check", requireNoDrift);
  return rows;
}

async function inform<T>(what: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  process.stderr.write(`${what} …\n`);
  const result = await work();
  process.stderr.write(`${what}: ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
  return result;
}

async function requireNoDrift(): Promise<void> {
  const { drifts, messages } = await checkDrift();
  if (drifts.length > 0) throw new Error(`the tables drifted: ${drifts[0]?.kind} ${drifts[0]?.what}`);
  process.stderr.write(`  drift 0 over ${messages} messages\n`);
}
