import PgBoss from "pg-boss";
import { type Clock, systemClock } from "@/lib/clock";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { meters } from "@/lib/meters";
import { type Job, SCHEDULE } from "./schedule";

const STOP_WITHIN_MS = 15_000;

export type Jobs = { stop(): Promise<void> };

/** Runs the schedule in this process, with whatever other processes run it too. `stop` lets a running job finish. */
export async function runJobs(clock: Clock = systemClock): Promise<Jobs> {
  const boss = new PgBoss({ connectionString: env().DATABASE_URL, max: 3, application_name: "otp-desk-jobs" });
  boss.on("error", (error) => log().warn({ code: (error as { code?: string }).code }, "job queue: lost for a moment"));
  await boss.start();
  const stopping = new AbortController();
  for (const job of SCHEDULE) await scheduleJob(boss, job, clock, stopping.signal);
  return {
    stop() {
      stopping.abort();
      return boss.stop({ graceful: true, wait: true, timeout: STOP_WITHIN_MS });
    },
  };
}

// Stately: at most one waits and one runs. One that a killed process left behind makes way after two minutes.
async function scheduleJob(boss: PgBoss, job: Job, clock: Clock, stopping: AbortSignal): Promise<void> {
  await boss.createQueue(job.name, { name: job.name, policy: "stately", retryLimit: 0, expireInMinutes: 2 });
  await boss.work(job.name, async () => {
    const stop = meters().jobSeconds.startTimer({ job: job.name });
    try {
      await job.run(clock(), stopping);
      meters().jobRuns.inc({ job: job.name, result: "done" });
    } catch (error) {
      meters().jobRuns.inc({ job: job.name, result: "failed" });
      log().error(
        { job: job.name, code: (error as { code?: string }).code },
        "job failed; it runs again on its schedule",
      );
      throw error;
    } finally {
      stop();
    }
  });
  await boss.schedule(job.name, job.cron);
}
