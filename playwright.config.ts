import { defineConfig } from "@playwright/test";
import { findBrowser } from "./e2e/support/browser";
import { signedIn } from "./e2e/support/people";
import { freePort } from "./lib/database/free-port";

// The workers load this file again: the address, once chosen, stays.
process.env.E2E_URL ??= `http://127.0.0.1:${await freePort()}`;
const { E2E_URL: baseURL, TEST_RESULTS: results } = process.env;

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  globalSetup: "./e2e/support/run-app.ts",
  globalTimeout: 20 * 60_000,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  // A second try where nobody is there to look; a test that needed it is named as flaky.
  retries: process.env.CI ? 1 : 0,
  reporter: results ? [["list"], ["json", { outputFile: results }]] : [["list"]],
  // A trace takes a third of the time of a test: the second try makes one.
  use: { baseURL, launchOptions: await findBrowser(), trace: "on-first-retry", screenshot: "only-on-failure" },
  projects: [
    { name: "sign-in", testMatch: "support/*.setup.ts" },
    {
      name: "browser",
      testMatch: "*.spec.ts",
      dependencies: ["sign-in"],
      use: { storageState: signedIn("agent"), viewport: { width: 1280, height: 800 } },
    },
    // What the whole run left behind.
    { name: "afterwards", testMatch: "*.afterwards.ts", dependencies: ["browser"] },
  ],
});
