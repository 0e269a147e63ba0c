import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { receipt } from "@/e2e/support/receipts";
import { type SendingApp, sendingApp, uniqueId } from "@/e2e/support/sending-app";
import { messagesOf } from "@/e2e/support/stored-rows";
import { closeDb } from "@/lib/db";
import { storeBatch } from "@/lib/ingest/store-callbacks";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { recordVerificationEvents } from "@/lib/registrations/record-verification-events";
import { VerificationEventInput } from "@/lib/registrations/verification-event";
import { lookUp } from "./look-up";
import { resolveMessageIds } from "./resolve-message-ids";

let app: SendingApp;
beforeAll(async () => {
  app = await sendingApp();
});
afterAll(async () => {
  await closeIngestPool();
  await closeDb();
});

const now = new Date();

async function messageOf(providerMessageId: string): Promise<string> {
  await storeBatch([receipt(app.connection, { providerMessageId, rawStatus: "sent" }, now)]);
  const known = await messagesOf(app.connection);
  return known.find((row) => row.provider_message_id === providerMessageId)?.id ?? "";
}

describe("an id", () => {
  it.each([
    ["lower", (id: string) => id.toLowerCase()],
    ["upper", (id: string) => id.toUpperCase()],
  ])("kept in %s case is found in any other, hashed or not", async (_, form) => {
    const run = Date.now().toString(36);
    for (const id of [form(`Msg-${run}-a`), form(`Msg-${run}-447700900999`)]) {
      const found = [{ id: await messageOf(id), by: "provider_id" }];
      for (const typed of [id, id.toLowerCase(), id.toUpperCase()]) {
        expect([typed, await resolveMessageIds(typed)]).toEqual([typed, found]);
      }
    }
  });

  it("as it was given goes before one that differs in case", async () => {
    const id = `Case-${Date.now().toString(36)}`;
    const [given, upper] = [await messageOf(id), await messageOf(id.toUpperCase())];
    expect(await resolveMessageIds(id)).toMatchObject([{ id: given }]);
    expect(await resolveMessageIds(id.toUpperCase())).toMatchObject([{ id: upper }]);
  });

  it("of a verification is found in upper and in lower case", async () => {
    const event = VerificationEventInput.parse({ eventId: "e", type: "requested", at: now.toISOString() });
    for (const form of ["toLowerCase", "toUpperCase"] as const) {
      const id = uniqueId("v")[form]();
      await recordVerificationEvents(app.apiKey, id, [event], () => now);
      for (const typed of [id, id.toLowerCase(), id.toUpperCase()]) {
        expect(await lookUp(typed, { defaultCountries: [] })).toMatchObject({ kind: "one", readAs: "verification_id" });
      }
    }
  });
});
