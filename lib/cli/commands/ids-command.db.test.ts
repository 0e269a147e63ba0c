import { expect, it } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { runCli } from "@/e2e/support/run-cli";
import { db } from "@/lib/db";

inOwnDatabase();

const ids = (...args: string[]) => runCli(["--json", "ids", ...args]);

it("says whether ids of digits alone are taken, and changes it on record", { timeout: 120_000 }, async () => {
  expect(JSON.parse((await ids("show")).stdout)).toEqual({ numeric: false });
  expect(JSON.parse((await ids("set", "--numeric", "yes")).stdout)).toEqual({ numeric: true });
  expect(JSON.parse((await ids("show")).stdout)).toEqual({ numeric: true });
  expect(await ids("set", "--numeric", "maybe")).toMatchObject({ code: 1, stdout: "" });
  const actions = await db().auditEntry.findMany({ where: { action: "setting_changed" } });
  expect(actions.map(({ subjectId, details }) => [subjectId, details])).toEqual([["ids", { numeric: true }]]);
});
