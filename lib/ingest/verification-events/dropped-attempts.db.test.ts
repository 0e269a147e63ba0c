import { randomBytes, randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { sendingApp } from "@/e2e/support/sending-app";
import { makePartitionsAhead } from "@/lib/database/partitions";
import { db, readPool } from "@/lib/db";
import { storeBatch } from "@/lib/ingest/store-callbacks";
import { checkDrift } from "@/lib/ledger/check-drift";
import { sealBody } from "@/lib/ledger/messages/seal-body";
import { recordVerificationEvents } from "@/lib/registrations/record-verification-events";
import { VerificationEventInput } from "@/lib/registrations/verification-event";
import { dropVerifications } from "@/lib/retention/drop-verifications";
import { expireTombstones } from "@/lib/retention/expire-tombstones";
import { prepareEvent } from "./prepare-events";

const DAY_MS = 86_400_000;
const NOW = new Date();
const LONG_AGO = new Date(NOW.getTime() - 20 * DAY_MS);

inOwnDatabase();

it("an event of an attempt that retention has dropped makes no ghost, as long as a provider may repeat it", async () => {
  await makePartitionsAhead(NOW);
  const { connection, apiKey } = await sendingApp();
  const ve = `VE${randomBytes(16).toString("hex")}`;
  const report = async (receivedAt: Date) => {
    const body = sealBody({ method: "POST", query: "", headers: {}, body: Buffer.from(randomUUID()) }, null);
    const source = { body, receivedAt, source: "webhook" as const, attempt: null };
    const said = { index: 0, providerVerificationId: ve, type: "verified", rawStatus: "approved" } as const;
    const arrivals = [prepareEvent({ ...said, providerOccurredAt: LONG_AGO }, connection, source)];
    return storeBatch([{ connectionId: connection.id, arrivals, review: [], body, receivedAt, bytes: 100 }]);
  };
  expect(await report(LONG_AGO)).toEqual([{ stored: 1, duplicates: 0, differing: 0 }]);
  const from = new Date(NOW.getTime() - 10 * DAY_MS);
  expect(await dropVerifications(readPool(), from, NOW, () => false)).toBe(1);
  expect(await report(NOW)).toEqual([{ stored: 0, duplicates: 0, differing: 0 }]);
  expect(await db().verification.count()).toBe(0);
  expect(await db().verificationEvent.count()).toBe(0);

  const named = { connection: connection.key, providerVerificationId: ve };
  const event = { eventId: "e1", type: "requested", at: NOW.toISOString(), ...named };
  const tell = async () =>
    (await recordVerificationEvents(apiKey, "attempt-1", [VerificationEventInput.parse(event)], () => NOW))[0];
  expect(await tell()).toMatchObject({
    error: { code: "conflict", fields: { providerVerificationId: expect.stringContaining("no longer kept") } },
  });
  const later = new Date(NOW.getTime() + 8 * DAY_MS);
  expect(await expireTombstones(NOW)).toBe(0);
  expect(await expireTombstones(later)).toBe(1);
  expect(await tell()).toMatchObject({ ok: true });
  expect((await checkDrift()).drifts).toEqual([]);
});
