import { closeDb } from "@/lib/db";
import { runJobs } from "@/lib/jobs/run-jobs";
import { requireInstallation } from "../installation/require-installation";
import { prepareDatabase } from "./prepare-database";
import { say } from "./progress";
import { releaseDatabase } from "./release-database";
import { runUntilStopped } from "./run-until-stopped";

/** `npm run worker`: the scheduled jobs alone, beside any number of other processes. */
await runUntilStopped(async (signal, atExit) => {
  requireInstallation();
  await prepareDatabase((database) => atExit(() => releaseDatabase(database)), signal);
  atExit(closeDb);
  const jobs = await runJobs();
  atExit(jobs.stop);
  say("Jobs run. Stop with Ctrl-C.");
});
