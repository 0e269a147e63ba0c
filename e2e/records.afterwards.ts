import { expect, test } from "@playwright/test";
import { cli } from "./support/app";

test("after all stories every summary is the fold of its events, and every rollup the sum of its messages", async () => {
  const report = await cli<{ messages: number; verifications: number; drifts: unknown[] }>("drift", "check");
  expect(report.messages).toBeGreaterThan(20);
  expect(report.drifts).toEqual([]);
});

test("after all stories the audit log is whole", async () => {
  const verdict = await cli<{ ok: boolean; rows: number }>("audit", "verify");
  expect(verdict).toMatchObject({ ok: true, rows: expect.any(Number) });
});
