import { appendFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import { cli, startApp } from "./app";
import { PEOPLE, PERSON_ROLES } from "./people";
import { makeTestFolder, removeTestFolder } from "./test-folder";

/** Playwright's global set-up: the built app with one person a role. */
export default async function runApp(): Promise<() => Promise<void>> {
  const dataDir = await makeTestFolder();
  process.env.E2E_DATA_DIR = dataDir;
  const port = Number(new URL(process.env.E2E_URL ?? "").port);
  await (await startApp({ dataDir, port })).stop();
  await recordStatements(dataDir);
  const app = await startApp({ dataDir, port });
  for (const role of PERSON_ROLES) {
    const { email, password } = PEOPLE[role];
    await cli("users", "add", "--email", email, "--role", role, "--password", password);
  }
  return async () => {
    const code = await app.stop();
    if (code !== 0) throw new Error(`The app stopped with ${code}; ${app.logFile} says why.`);
    await removeTestFolder(dataDir);
  };
}

/** Has the database keep every statement of the run from its next start, for what is looked at afterwards. */
async function recordStatements(dataDir: string): Promise<void> {
  const settings = join(await realpath(join(dataDir, "postgres")), "data", "postgresql.auto.conf");
  await appendFile(settings, "shared_preload_libraries = 'pg_stat_statements'\npg_stat_statements.max = 10000\n");
}
