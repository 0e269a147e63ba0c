import { closeDb } from "@/lib/db";
import { env, provideEnv } from "@/lib/env";
import { drainIngest, prepareIngest } from "@/lib/ingest/doors/callback-door";
import { runJobs } from "@/lib/jobs/run-jobs";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { endWatching } from "@/lib/live/watch-changes";
import { noteAddress } from "../installation/known-address";
import { buildPages } from "./build-pages";
import { allowDemoAccounts, provideDemo, wantsDemo } from "./demo";
import { greet } from "./greet";
import { claimInstance } from "./instance";
import { type Listener, listen } from "./listen";
import { openPages } from "./open-pages";
import { planStart } from "./plan-start";
import { prepareDatabase } from "./prepare-database";
import { say, step } from "./progress";
import { type AtExit, runUntilStopped } from "./run-until-stopped";

/** `npm start`: pages, callbacks and jobs in one process on one port, with a database of its own unless one is given. */
await runUntilStopped(async (signal, atExit) => {
  const { isEmbedded, isDemo, host, port, warnings } = planStart();
  say("Starting OTP Desk");
  for (const warning of warnings) say(`  ! ${warning}`);
  const claim = isEmbedded ? await claimInstance(env().DATA_DIR) : null;
  if (claim) atExit(claim.release);
  const listener = await listen(host, port);
  atExit(listener.close);
  provideEnv({ NODE_ENV: "production", NEXTAUTH_URL: env().PUBLIC_URL ?? listener.url, DEMO: isDemo ? "on" : "off" });

  await prepareDatabase((database) => atExit(database.stop), signal);
  atExit(closePools);
  await step("Pages", () => buildPages(signal));
  await allowDemoAccounts(isDemo);
  if (isDemo && (await wantsDemo())) await step("Demo data", (report) => provideDemo(report, signal));
  signal.throwIfAborted();
  await serve(listener, host, atExit);
  await noteAddress();
  await claim?.announce(listener.url);
  await greet(isDemo);
});

async function serve(listener: Listener, host: string, atExit: AtExit): Promise<void> {
  const jobs = await step("Jobs", () => runJobs());
  atExit(jobs.stop);
  const pages = await step("Server", () => openPages(host, listener.port));
  atExit(pages.close);
  await prepareIngest();
  listener.answerWith(pages.answer);
  atExit(async () => {
    say("Stopping");
    // Before the rest: pages that listen would be waited for.
    await endWatching();
    await listener.close();
    await drainIngest();
  });
}

async function closePools(): Promise<void> {
  await closeIngestPool();
  await closeDb();
}
