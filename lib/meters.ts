import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { processWide } from "./runtime";

/**
 * Why a callback got the answer that it got: `stored` is the only 2xx after which a row of the callback stands;
 * `confirmed`, after which the provider's answer does, where it had one to give.
 */
export type CallbackAnswer =
  | "stored"
  | "confirmed"
  | "handshake"
  | "refused"
  | "over_http"
  | "unavailable"
  | "not_found"
  | "not_allowed"
  | "too_large"
  | "too_slow"
  | "no_room";

/** What this process counts of its own work since it began; a thread counts its own, and its process adds both up. */
export type Meters = {
  registry: Registry;
  callbacks: Counter<"provider" | "outcome">;
  reports: Counter<"provider" | "outcome">;
  polls: Counter<"provider" | "outcome">;
  answerSeconds: Histogram;
  batchCallbacks: Histogram;
  jobRuns: Counter<"job" | "result">;
  jobSeconds: Histogram<"job">;
};

/** A registry's content as data, as it goes from a thread to its process. */
export type Metrics = Awaited<ReturnType<Registry["getMetricsAsJSON"]>>;

export function meters(): Meters {
  return processWide("meters", makeMeters);
}

/** Facts of the process itself: memory, processor, event loop. Once a process, not once a thread. */
export function meterProcess(): void {
  processWide("process-meters", () => collectDefaultMetrics({ register: meters().registry }));
}

/**
 * A value that is read when it is asked for, such as the length of a queue; by its labels where it has some.
 * Watched anew under a name, the newer one counts.
 */
export function watch<Label extends string>(
  { name, help, labelNames = [] }: { name: string; help: string; labelNames?: readonly Label[] },
  read: () => { labels?: Record<Label, string>; value: number }[],
): void {
  const { registry } = meters();
  registry.removeSingleMetric(name);
  new Gauge({
    name,
    help,
    labelNames: [...labelNames],
    registers: [registry],
    collect() {
      this.reset();
      for (const { labels, value } of read()) this.set((labels ?? {}) as Record<Label, string>, value);
    },
  });
}

/** Counts of several registries added up, as Prometheus reads them. */
export function sumMetrics(parts: readonly Metrics[]): { contentType: string; text: Promise<string> } {
  const sum = AggregatorRegistry.aggregate([...parts]);
  return { contentType: sum.contentType, text: sum.metrics() };
}

function makeMeters(): Meters {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    callbacks: new Counter({
      name: "otp_desk_callbacks_total",
      help: "Callbacks answered by this process, by what became of them.",
      labelNames: ["provider", "outcome"],
      registers,
    }),
    reports: new Counter({
      name: "otp_desk_reports_total",
      help: "Delivery reports in stored callbacks: new, known before, or differing from one known before.",
      labelNames: ["provider", "outcome"],
      registers,
    }),
    polls: new Counter({
      name: "otp_desk_polls_total",
      help: "Questions to providers about a message: answered with news, with what was known, with not found, or failed.",
      labelNames: ["provider", "outcome"],
      registers,
    }),
    answerSeconds: new Histogram({
      name: "otp_desk_callback_answer_seconds",
      help: "From a callback's last byte to its answer.",
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    batchCallbacks: new Histogram({
      name: "otp_desk_batch_callbacks",
      help: "Callbacks that were stored in one transaction.",
      buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
      registers,
    }),
    jobRuns: new Counter({
      name: "otp_desk_job_runs_total",
      help: "Scheduled jobs run by this process.",
      labelNames: ["job", "result"],
      registers,
    }),
    jobSeconds: new Histogram({
      name: "otp_desk_job_seconds",
      help: "How long scheduled jobs took in this process.",
      labelNames: ["job"],
      buckets: [0.05, 0.25, 1, 5, 15, 45, 90],
      registers,
    }),
  };
}
