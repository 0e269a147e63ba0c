import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { NEXT, NEXT_APP, ROOT } from "./contenders";

/** Builds the routes that only this benchmark serves. */
export async function buildNextApp(): Promise<void> {
  const env = { ...process.env, NODE_ENV: "production" as const, NEXT_TELEMETRY_DISABLED: "1" };
  await promisify(execFile)(process.execPath, [NEXT, "build", NEXT_APP], { cwd: ROOT, env });
}
