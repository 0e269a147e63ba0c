import { cli, startApp } from "./app";
import { PEOPLE, PERSON_ROLES } from "./people";
import { makeTestFolder, removeTestFolder } from "./test-folder";

/** Playwright's global set-up: the built app with one person a role. */
export default async function runApp(): Promise<() => Promise<void>> {
  const dataDir = await makeTestFolder();
  const app = await startApp({ dataDir, port: Number(new URL(process.env.E2E_URL ?? "").port) });
  process.env.E2E_DATA_DIR = dataDir;
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
