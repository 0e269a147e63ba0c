import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));

/** What these put in a module's place would be there for the next file, or not be there for them. */
const MOCKING = ["lib", "app", "components", "e2e"]
  .flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((path) => join(folder, `${path}`)))
  .filter((path) => /\.test\.tsx?$/.test(path) && readFileSync(join(root, path), "utf8").includes("vi.mock("));

/** Files of one worker share its modules, for loading them takes longer than most files run; `-apart` has those that cannot. */
const SHARED = { isolate: false, setupFiles: ["e2e/support/begin-anew.ts"] };

const ON_DATABASE = { globalSetup: ["e2e/support/test-database.ts"], testTimeout: 30_000, hookTimeout: 60_000 };

// `pure` needs nothing; `database` runs on a real PostgreSQL that the set-up starts; `faults` breaks real processes.
export default defineConfig({
  resolve: { alias: { "@": root.replace(/\/$/, "") } },
  test: {
    // The runner leaves one core to itself: on two, half of them.
    maxWorkers: "100%",
    projects: [
      {
        extends: true,
        test: {
          name: "pure",
          include: ["{lib,components,app}/**/*.test.{ts,tsx}"],
          exclude: ["**/*.db.test.ts", ...MOCKING],
          testTimeout: 30_000,
          ...SHARED,
        },
      },
      {
        extends: true,
        test: {
          name: "pure-apart",
          include: MOCKING.filter((path) => !path.endsWith(".db.test.ts")),
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "database",
          include: ["{lib,app,e2e}/**/*.db.test.ts"],
          exclude: MOCKING,
          ...ON_DATABASE,
          ...SHARED,
        },
      },
      {
        extends: true,
        test: {
          name: "database-apart",
          include: MOCKING.filter((path) => path.endsWith(".db.test.ts")),
          ...ON_DATABASE,
        },
      },
      {
        extends: true,
        test: {
          name: "faults",
          include: ["e2e/faults/*.test.ts"],
          globalSetup: ["e2e/support/test-database.ts"],
          fileParallelism: false,
          // They hold answers to limits in seconds, on whatever machine; the report names what needed a second try.
          retry: process.env.CI ? 1 : 0,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
