import { expect, it } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { addPolled } from "@/e2e/support/polled-connection";
import { cliJson, runCli } from "@/e2e/support/run-cli";

inOwnDatabase();

it("asks once and says what came of it, or in one line why it cannot", { timeout: 120_000 }, async () => {
  const connection = await addPolled();
  const unasked = await addPolled("msg91", {});
  const done = await cliJson(["reconcile", "--connection", connection.key, "--since", "24h"]);
  const nothing = { news: 0, known: 0, not_found: 0, failed: 0, left: 0, pausedUntil: null };
  expect(done).toEqual([{ connection: connection.key, label: expect.any(String), ...nothing }]);
  const refused = await runCli(["reconcile", "--connection", unasked.key]);
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  expect(refused.stderr).toBe(
    "MSG91 cannot be asked about a message, as far as we know: there is nothing to reconcile.\n",
  );
});
