import { beforeEach, expect, it, vi } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { signInAs } from "@/lib/auth/fixtures/session";
import { archiveConnection } from "@/lib/connections/archive-connection";
import { callBack, mintConnection } from "@/lib/connections/fixtures/live-connection";
import { switchConnection } from "@/lib/connections/switch-connection";
import { db } from "@/lib/db";
import { flushTallies } from "@/lib/ingest/tallies";
import { noteDriftCheck } from "@/lib/ledger/last-drift-check";
import { storedMetrics } from "./stored-metrics";

inOwnDatabase();
vi.mock("@/lib/auth/session", () => import("@/lib/auth/fixtures/session"));
beforeEach(() => signInAs("admin"));

const clock = () => new Date();

async function valuesOf(name: string) {
  return (await storedMetrics()).find((metric) => metric.name === name)?.values ?? [];
}
const connectionsTold = async () =>
  (await valuesOf("otp_desk_connection_last_callback_timestamp_seconds")).map(({ labels }) => labels.connection);

it("tells when each connection was last called back, and nothing of one that is silent, off or archived", async () => {
  const [busy, silent, off, archived] = [
    await mintConnection(),
    await mintConnection(),
    await mintConnection(),
    await mintConnection(),
  ];
  for (const one of [busy, off, archived]) expect(await callBack(one, { rawStatus: "delivered" })).toBe(200);
  await flushTallies();
  expect(await connectionsTold()).toHaveLength(3);
  await switchConnection(off.id, false, clock);
  await archiveConnection(archived.id, true, clock);
  const { label } = await db().providerConnection.findUniqueOrThrow({ where: { id: busy.id } });
  expect(await connectionsTold()).toEqual([label]);
  const [told] = await valuesOf("otp_desk_connection_last_callback_timestamp_seconds");
  expect(told?.value).toBeGreaterThan(Date.now() / 1000 - 60);
  expect(told?.value).toBeLessThanOrEqual(Date.now() / 1000);
  expect(silent.id).not.toBe(busy.id);
});

it("counts what waits in the review queue by its kind", async () => {
  const connection = await mintConnection();
  await callBack(connection, { rawStatus: "A_WORD_OF_ITS_OWN" });
  await callBack(connection, { rawStatus: "ANOTHER_ONE" });
  const open = await valuesOf("otp_desk_review_items_open");
  expect(open).toContainEqual({ labels: { kind: "unknown_status" }, value: 2 });
});

it("tells how late reports are, once they are counted", async () => {
  expect(await valuesOf("otp_desk_report_lag_seconds")).toEqual([]);
  await callBack(await mintConnection(), { rawStatus: "sent", providerOccurredAt: new Date(Date.now() - 60_000) });
  await flushTallies();
  const [half] = await valuesOf("otp_desk_report_lag_seconds");
  expect(half).toMatchObject({ labels: { provider: "generic-hmac", quantile: 0.5 } });
  expect(half?.value).toBeGreaterThan(60 / 1.19);
  expect(half?.value).toBeLessThan(65 * 1.19);
});

it("tells what the last drift check found, and when; nothing before there was one", async () => {
  expect(await valuesOf("otp_desk_drifts")).toEqual([]);
  const at = new Date("2026-11-28T05:00:00Z");
  const drifts = [{} as never, {} as never];
  await noteDriftCheck({ messages: 7, verifications: 3, drifts }, at);
  expect(await valuesOf("otp_desk_drifts")).toEqual([{ labels: {}, value: 2 }]);
  expect(await valuesOf("otp_desk_drift_checked_timestamp_seconds")).toEqual([
    { labels: {}, value: at.getTime() / 1000 },
  ]);
});
