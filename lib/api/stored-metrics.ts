import { Gauge, Registry } from "prom-client";
import { readPool } from "@/lib/db";
import { percentile } from "@/lib/delivery/counts/latency-histogram";
import { AppError, isAppError } from "@/lib/errors";
import { lastDriftCheck } from "@/lib/ledger/last-drift-check";
import type { Metrics } from "@/lib/meters";
import { isOutage } from "./is-outage";

const PATIENCE_MS = 2_000;

/**
 * What stands in the database, read when it is asked for: gauges that are the same whichever process is asked. Where the
 * database does not answer, `otp_desk_database_up` is 0 and there is nothing else: no value is made up.
 */
export async function storedMetrics(): Promise<Metrics> {
  const registry = new Registry();
  const registers = [registry];
  const up = new Gauge({ name: "otp_desk_database_up", help: "1 where the database answers within 2 s.", registers });
  const facts = await inTime(readFacts()).catch(noneInAnOutage);
  up.set(facts ? 1 : 0);
  if (facts) tell(facts, registers);
  return registry.getMetricsAsJSON();
}

type Facts = Awaited<ReturnType<typeof readFacts>>;

async function readFacts() {
  const rows = async <Row extends object>(sql: string) => (await readPool().query<Row>(sql)).rows;
  const [connections, lags, review, hasJobs, drift] = await Promise.all([
    rows<{ connection: string; provider: string; seconds: number }>(LAST_VERIFIED),
    rows<{ provider: string; histogram: string[] }>(LAGS),
    rows<{ kind: string; open: number }>(OPEN_ITEMS),
    rows<{ has: boolean }>("SELECT to_regclass('pgboss.archive') IS NOT NULL AS has"),
    lastDriftCheck(),
  ]);
  const jobs = hasJobs[0]?.has ? await rows<{ job: string; seconds: number }>(JOBS_DONE) : [];
  return { connections, lags, review, jobs, drift };
}

function tell({ connections, lags, review, jobs, drift }: Facts, registers: Registry[]): void {
  const last = new Gauge({
    name: "otp_desk_connection_last_callback_timestamp_seconds",
    help: "When a callback of the connection was last verified, within 5 s. From the database.",
    labelNames: ["connection", "provider"],
    registers,
  });
  for (const { seconds, ...labels } of connections) last.set(labels, seconds);
  const lag = new Gauge({
    name: "otp_desk_report_lag_seconds",
    help: "From a provider's time to the arrival, of reports of the last hour that have one, within 19 %. From the database.",
    labelNames: ["provider", "quantile"],
    registers,
  });
  for (const { provider, histogram } of lags) {
    for (const share of [0.5, 0.95]) {
      const ms = percentile(histogram.map(Number), share);
      if (ms !== null) lag.set({ provider, quantile: share }, ms / 1_000);
    }
  }
  const open = new Gauge({
    name: "otp_desk_review_items_open",
    help: "Items that wait in the review queue. From the database.",
    labelNames: ["kind"],
    registers,
  });
  for (const item of review) open.set({ kind: item.kind }, item.open);
  const done = new Gauge({
    name: "otp_desk_job_last_done_timestamp_seconds",
    help: "When a scheduled job last ended well, in whichever process. From the database.",
    labelNames: ["job"],
    registers,
  });
  for (const { job, seconds } of jobs) done.set({ job }, seconds);
  if (!drift) return;
  const drifts = { name: "otp_desk_drifts", help: "What `cli drift check` found last; 0 is as it should be." };
  new Gauge({ ...drifts, registers }).set(drift.drifts);
  const checked = { name: "otp_desk_drift_checked_timestamp_seconds", help: "When `cli drift check` last ended." };
  new Gauge({ ...checked, registers }).set(drift.checkedAt.getTime() / 1_000);
}

/** Whatever else goes wrong is a fault of ours, and no word on the database. */
function noneInAnOutage(error: unknown): null {
  if (isOutage(error) || (isAppError(error) && error.code === "unavailable")) return null;
  throw error;
}

async function inTime<T>(reading: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AppError("unavailable", "The database did not answer in time.")), PATIENCE_MS);
  });
  return Promise.race([reading, late]).finally(() => clearTimeout(timer));
}

const LAST_VERIFIED = `
  SELECT c.label AS connection, c.provider, extract(epoch FROM max(s.last_used_at))::float8 AS seconds
    FROM provider_connections c JOIN connection_secrets s ON s.connection_id = c.id
   WHERE c.status = 'active' AND c.archived_at IS NULL AND s.last_used_at IS NOT NULL GROUP BY c.id, c.label, c.provider ORDER BY c.label`;

const LAGS = `
  SELECT c.provider, sum_histograms(r.lag) AS histogram
    FROM callback_rollups r JOIN provider_connections c ON c.id = r.connection_id
   WHERE r.bucket_at > now() - interval '1 hour' AND r.lag <> '{}' GROUP BY c.provider ORDER BY c.provider`;

const OPEN_ITEMS =
  "SELECT kind, count(*)::int AS open FROM review_items WHERE state = 'open' GROUP BY kind ORDER BY kind";

const JOBS_DONE = `
  SELECT name AS job, extract(epoch FROM max(completed_on))::float8 AS seconds
    FROM (SELECT name, completed_on, state FROM pgboss.job
          UNION ALL SELECT name, completed_on, state FROM pgboss.archive WHERE archived_on > now() - interval '2 days') AS run
   WHERE state = 'completed' AND name NOT LIKE '\\_\\_%' GROUP BY name ORDER BY name`;
