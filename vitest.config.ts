import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));

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
          exclude: ["**/*.db.test.ts"],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "database",
          include: ["{lib,app,e2e}/**/*.db.test.ts"],
          globalSetup: ["e2e/support/test-database.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
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
