import { execFile } from "node:child_process";
import { expect, it } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { db } from "@/lib/db";
import { PROJECT_ROOT } from "../process/project-root";

inOwnDatabase();

function ids(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const command = ["--import", "tsx", "lib/cli/cli.ts", "--json", "ids", ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: PROJECT_ROOT }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

it("says whether ids of digits alone are taken, and changes it on record", { timeout: 120_000 }, async () => {
  expect(JSON.parse((await ids("show")).stdout)).toEqual({ numeric: false });
  expect(JSON.parse((await ids("set", "--numeric", "yes")).stdout)).toEqual({ numeric: true });
  expect(JSON.parse((await ids("show")).stdout)).toEqual({ numeric: true });
  expect(await ids("set", "--numeric", "maybe")).toMatchObject({ code: 1, stdout: "" });
  const actions = await db().auditEntry.findMany({ where: { action: "setting_changed" } });
  expect(actions.map(({ subjectId, details }) => [subjectId, details])).toEqual([["ids", { numeric: true }]]);
});
