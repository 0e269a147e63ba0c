import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { newMessageSid, receipt, testConnection } from "@/e2e/support/receipts";
import { ensurePartitionFor } from "@/lib/database/partitions";
import { db } from "@/lib/db";
import { SPELLINGS } from "@/lib/delivery/recipient/fixtures/spellings";
import { compareWith } from "@/lib/numbers/compare-with";
import { findNumber } from "@/lib/numbers/find-number";
import { mintMessage } from "@/lib/numbers/fixtures/mint-story";
import { hashRecipient } from "@/lib/privacy/hash-recipient";
import { open } from "@/lib/privacy/seal";
import { prepareRegistration } from "@/lib/registrations/prepare-registration";
import { RegisterMessageInput } from "@/lib/registrations/registration";
import { lookUp } from "./look-up";

// Other tests send to the same numbers, and to their twins.
inOwnDatabase();

const storyOf = new Map<string, string>();
beforeAll(async () => {
  await ensurePartitionFor(new Date());
  for (const { number } of SPELLINGS) if (!storyOf.has(number)) storyOf.set(number, await mintMessage(number));
});

describe.each(SPELLINGS.map((spelling) => [JSON.stringify(spelling.text), spelling] as const))(
  "%s",
  (_, { text, number, doors, countries = [] }) => {
    it("leads to its person, and is the same when compared", async () => {
      const storyId = storyOf.get(number) ?? "";
      expect(await lookUp(text, { defaultCountries: countries })).toMatchObject({ kind: "one", storyId });
      const stored = await findNumber(storyId);
      expect(stored.ok && compareWith(text, stored.number)).toBe("same");
    });

    it(
      doors === "all" ? "is taken by the API and callbacks" : "is refused by the API, and no recipient of a callback",
      () => {
        const isTaken = doors === "all";
        const registered = register(text);
        const [prepared] = receipt(
          testConnection(),
          { providerMessageId: newMessageSid(), rawStatus: "sent", recipient: text },
          new Date(),
        ).arrivals;
        const { hash } = hashRecipient(number);
        if (isTaken) {
          expect(registered).toMatchObject({ ok: true, registration: { recipient: { hash } } });
          expect(prepared?.recipient?.hash).toEqual(hash);
        } else {
          expect(registered.ok && registered.registration.recipient.hash.equals(hash)).toBe(false);
          expect(prepared?.recipient?.hash.equals(hash) ?? false).toBe(false);
          if (countries.length === 0) {
            expect(registered).toMatchObject({ ok: false, error: { fields: { to: expect.any(String) } } });
            expect(prepared?.recipient).toBeNull();
          }
        }
      },
    );
  },
);

describe("one subscriber", () => {
  it.each([
    ["+5215512345671", "+525512345671"],
    ["+551187654371", "+5511987654371"],
    ["+22507123471", "+2250707123471"],
  ])("of a callback to %s is that of a registration for %s, and the number keeps its spelling", async (old, now) => {
    const [before, after] = [await mintMessage(old), await mintMessage(now)];
    for (const text of [old, now]) {
      expect(await lookUp(text, { defaultCountries: [] })).toEqual({ kind: "one", storyId: after, readAs: "phone" });
    }
    const row = await db().message.findUniqueOrThrow({ where: { id: before } });
    expect(open(row.recipientCiphertext ?? new Uint8Array(), "recipient", row.cryptoId).toString("utf8")).toBe(old);
  });

  it("and a twin are offered side by side, and never joined", async () => {
    const [mobile, other] = [await mintMessage("+5491123456771"), await mintMessage("+541123456771")];
    for (const text of ["+54 9 11 2345 6771", "+54 11 2345 6771"]) {
      const found = await lookUp(text, { defaultCountries: [] });
      expect(found.kind === "many" && found.matches.map(({ storyId }) => storyId).sort()).toEqual(
        [mobile, other].sort(),
      );
      expect(found.kind === "many" && found.readings[1]?.explanation).toContain("may be the same subscriber's");
    }
  });

  it("is found by the form that is stored, where only the twin is", async () => {
    const mobile = await mintMessage("+5491123456772");
    const radio = await mintMessage("+551178654372");
    expect(await lookUp("+54 11 2345 6772", { defaultCountries: [] })).toMatchObject({ kind: "one", storyId: mobile });
    expect(await lookUp("+55 11 97865 4372", { defaultCountries: [] })).toMatchObject({ kind: "one", storyId: radio });
  });
});

function register(to: string) {
  const input = RegisterMessageInput.parse({ connection: "key", to });
  const connection = { ...testConnection(), key: "key" };
  return prepareRegistration(input, connection, { apiKeyId: randomUUID(), position: 0 }, new Date());
}
