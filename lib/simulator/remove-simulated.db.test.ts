import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { newMessageSid, receipt } from "@/e2e/support/receipts";
import { addConnection } from "@/lib/connections/add-connection";
import { makePartitionsAhead } from "@/lib/database/partitions";
import { db } from "@/lib/db";
import { provideEnv } from "@/lib/env";
import { drainIngest, handleCallback } from "@/lib/ingest/doors/callback-door";
import { storeBatch } from "@/lib/ingest/store-callbacks";
import { checkDrift } from "@/lib/ledger/check-drift";
import { providers } from "@/lib/providers/registry";
import { randomAccount } from "./random-account";
import { removeSimulated } from "./remove-simulated";
import { type SimulateOptions, simulate } from "./simulate";

inOwnDatabase();

let server: Server;
let connection: { id: string; key: string };
beforeAll(async () => {
  await makePartitionsAhead(new Date());
  server = createServer(handleCallback).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  provideEnv({ NEXTAUTH_URL: base() });
  for (const provider of ["otpiq", "twilio"] as const) {
    connection = await addConnection(randomAccount(providers[provider]), () => new Date());
  }
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await drainIngest();
  provideEnv({ NEXTAUTH_URL: "" });
});

const base = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function tell(more: Partial<SimulateOptions> & { scenario: string }) {
  return simulate({ connection: connection.key, speed: 500, base: base(), onProgress: () => undefined, ...more });
}

it("takes away what was simulated, with its counts, and nothing else", async () => {
  const real = { id: connection.id, provider: "twilio" as const, receiptDeadlineSeconds: 300 };
  const report = { providerMessageId: newMessageSid(), rawStatus: "delivered", recipient: "+14155550123" };
  await storeBatch([receipt(real, report, new Date())]);
  await tell({ scenario: "resend-other-provider" });
  await tell({ scenario: "happy", rate: 10, forSeconds: 1 });
  await tell({ scenario: "duplicate", callbacksOnly: true });
  expect(await db().message.count()).toBeGreaterThan(12);

  const removed = await removeSimulated({ kind: "system" }, () => new Date());
  expect(removed.messages).toBeGreaterThan(11);
  expect(removed.verifications).toBe(11);
  expect(await db().message.findMany({ select: { providerMessageId: true } })).toEqual([
    { providerMessageId: report.providerMessageId },
  ]);
  const left = [db().verification, db().verificationEvent, db().simulatedRef] as { count(): Promise<number> }[];
  expect(await Promise.all(left.map((table) => table.count()))).toEqual([0, 0, 0]);
  expect(await db().messageRef.count()).toBe(1);
  expect(await checkDrift()).toMatchObject({ messages: 1, verifications: 0, drifts: [] });
  expect(await db().auditEntry.count({ where: { action: "simulation_removed" } })).toBe(1);
  expect(await removeSimulated({ kind: "system" }, () => new Date())).toEqual({ messages: 0, verifications: 0 });
}, 120_000);

it("asks whether the server is up before it makes anything", async () => {
  const before = await db().simulatedRef.count();
  await expect(tell({ scenario: "happy", base: "http://127.0.0.1:9" })).rejects.toThrow(/^Nothing listens at /);
  const starting = createServer((_request, response) => response.writeHead(503).end()).listen(0, "127.0.0.1");
  await new Promise((resolve) => starting.once("listening", resolve));
  const url = `http://127.0.0.1:${(starting.address() as AddressInfo).port}`;
  await expect(tell({ scenario: "happy", base: url })).rejects.toThrow(`${url} is not well`);
  await new Promise((resolve) => starting.close(resolve));
  expect([await db().simulatedRef.count(), await db().verification.count()]).toEqual([before, 0]);
});
