import { env } from "@/lib/env";
import { metricsOfThread } from "@/lib/ingest/doors/receive-in-thread";
import { meterProcess, meters, sumMetrics } from "@/lib/meters";
import { isSameSecret } from "@/lib/privacy/is-same-secret";
import type { Answer } from "./check-health";
import { storedMetrics } from "./stored-metrics";

const TEXT = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };

/**
 * `GET /api/metrics`, in Prometheus' text form, for who holds METRICS_TOKEN. What is counted is this process's own, its
 * thread's added; what stands in the database is the same whichever process is asked.
 */
export async function answerMetrics(authorization: string | null | undefined): Promise<Answer> {
  const token = env().METRICS_TOKEN;
  if (!token) return { status: 404, headers: TEXT, body: "METRICS_TOKEN is not set: this process tells no metrics.\n" };
  const [, given = ""] = /^Bearer +(\S+)$/i.exec(authorization ?? "") ?? [];
  if (!isSameSecret(given, token)) {
    const headers = { ...TEXT, "www-authenticate": "Bearer" };
    return { status: 401, headers, body: "Send METRICS_TOKEN: Authorization: Bearer TOKEN.\n" };
  }
  meterProcess();
  const [own, ofThread, stored] = await Promise.all([
    meters().registry.getMetricsAsJSON(),
    metricsOfThread(),
    storedMetrics(),
  ]);
  const { contentType, text } = sumMetrics([own, ...(ofThread ? [ofThread] : []), stored]);
  return { status: 200, headers: { ...TEXT, "content-type": contentType }, body: await text };
}
