import { expect, it } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { newMessageSid, receipt, testConnection } from "@/e2e/support/receipts";
import { runCli } from "@/e2e/support/run-cli";
import { messagesOf } from "@/e2e/support/stored-rows";
import { addMonths } from "@/lib/database/partitions";
import { db } from "@/lib/db";
import { storeBatch } from "@/lib/ingest/store-callbacks";

inOwnDatabase();

const retention = (...args: string[]) => runCli(["--json", "retention", ...args]);

async function json(...args: string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await retention(...args);
  expect({ code, stderr: stderr.replace(/^Dropping .*\n/gm, "") }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout);
}

it("is set, says what would go, and removes it on record", { timeout: 120_000 }, async () => {
  const connection = testConnection();
  const old = addMonths(new Date(), -5);
  await storeBatch([receipt(connection, { providerMessageId: newMessageSid(), rawStatus: "delivered" }, old)]);

  const from = addMonths(new Date(), -3).toISOString();
  expect(await json("set", "--messages", "3")).toEqual({
    ...{ messagesMonths: 3, payloadsMonths: null },
    ...{ messagesFrom: from, payloadsFrom: from },
  });
  const month = old.toISOString().slice(0, 7).replace("-", "_");
  expect(await json("run", "--dry-run")).toMatchObject({
    ...{ messages: 1, events: 1, payloads: 1, messagesFrom: from },
    partitions: expect.arrayContaining([
      expect.objectContaining({ name: `messages_${month}`, goes: "dropped", rows: 1 }),
    ]),
  });
  expect(await messagesOf(connection)).toHaveLength(1);

  const run = await json("run");
  expect(run).toMatchObject({ messages: 1, finished: true });
  expect(run.dropped).toHaveLength(4);
  expect(await messagesOf(connection)).toEqual([]);
  const actions = await db().auditEntry.findMany({ orderBy: { number: "asc" } });
  expect(actions.map(({ action }) => action)).toEqual(["setting_changed", "retention_run"]);
  expect(actions[1]?.details).toMatchObject({ messagesFrom: from, messages: 1, events: 1 });
});

it("is switched off again, each of the two alone, and what is no number of months is named", async () => {
  await json("set", "--messages", "3", "--payloads", "2");
  expect(await json("set", "--payloads", "all")).toMatchObject({ messagesMonths: 3, payloadsMonths: null });
  expect(await json("set", "--messages", "all")).toEqual({
    ...{ messagesMonths: null, payloadsMonths: null },
    ...{ messagesFrom: null, payloadsFrom: null },
  });
  expect(await json("show")).toMatchObject({ messagesMonths: null });
  expect(await json("run", "--dry-run")).toMatchObject({ messages: 0, partitions: [] });
  for (const wrong of ["none", "0"]) {
    const { code, stdout, stderr } = await retention("set", "--messages", wrong);
    expect({ wrong, code, stdout }).toEqual({ wrong, code: 1, stdout: "" });
    expect(stderr).toMatch(/^.*--messages.*\n$/);
  }
}, 240_000);
