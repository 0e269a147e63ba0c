import { spawn } from "node:child_process";
import { join } from "node:path";
import { closeDb } from "@/lib/db";
import { env, provideEnv } from "@/lib/env";
import { noteAddress } from "../installation/known-address";
import { allowDemoAccounts, provideDemo, wantsDemo } from "./demo";
import { greet } from "./greet";
import { claimInstance } from "./instance";
import { planStart } from "./plan-start";
import { prepareDatabase } from "./prepare-database";
import { say, step } from "./progress";
import { PROJECT_ROOT } from "./project-root";
import { runUntilStopped } from "./run-until-stopped";

/** `npm run dev`: Next's development server on the same database and demo; callbacks come through its route handler. */
await runUntilStopped(async (signal, atExit) => {
  const { isEmbedded, isDemo, host, port, warnings } = planStart();
  for (const warning of warnings) say(`  ! ${warning}`);
  const claim = isEmbedded ? await claimInstance(env().DATA_DIR) : null;
  if (claim) atExit(claim.release);
  const url = `http://${host}:${port}`;
  provideEnv({ NEXTAUTH_URL: env().PUBLIC_URL ?? url, DEMO: isDemo ? "on" : "off" });
  await prepareDatabase((database) => atExit(database.stop), signal);
  atExit(closeDb);
  await allowDemoAccounts(isDemo);
  if (isDemo && (await wantsDemo())) await step("Demo data", (report) => provideDemo(report, signal));
  const next = join(PROJECT_ROOT, "node_modules", "next", "dist", "bin", "next");
  const child = spawn(process.execPath, [next, "dev", "--hostname", host, "--port", String(port)], {
    cwd: PROJECT_ROOT,
    env: { ...process.env, NODE_ENV: "development", NEXT_TELEMETRY_DISABLED: "1" },
    stdio: "inherit",
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  atExit(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  void ended.then(() => process.kill(process.pid, "SIGTERM"));
  await noteAddress();
  await claim?.announce(url);
  await greet(isDemo);
});
