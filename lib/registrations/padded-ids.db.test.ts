import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { type SendingApp, sendingApp, uniqueId } from "@/e2e/support/sending-app";
import { addConnection } from "@/lib/connections/add-connection";
import { closeDb, db } from "@/lib/db";
import { provideEnv } from "@/lib/env";
import { bothDoors, callOf } from "@/lib/ingest/fixtures/both-doors";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { genericHmac } from "@/lib/providers/generic-hmac/generic-hmac";
import { publicUrl } from "@/lib/public-url";
import { resolveMessageIds } from "@/lib/stories/resolve-message-ids";
import { registerMessages } from "./register-message";
import { RegisterMessageInput } from "./registration";
import { updateMessage } from "./update-message";

const TO = "+447700900123";
const secrets = { secret: "shared-secret" };
const clock = () => new Date();

afterAll(async () => {
  await closeIngestPool();
  await closeDb();
});

/** One number as the gateway answered a submission with it, and as its receipts write it. */
const FORMS = [
  ["receipts are decimal", (n: bigint) => n.toString(16).toUpperCase().padStart(16, "0"), (n: bigint) => String(n)],
  ["receipts are hexadecimal", (n: bigint) => String(n).padStart(20, "0"), (n: bigint) => `0${n.toString(16)}`],
] as const;

describe.each(FORMS)("an id of a gateway where %s", (receiptIds, submitted, received) => {
  const mint = async () => {
    const app = await sendingApp();
    const given = { provider: "generic-hmac", label: `SMSC ${randomUUID()}`, secrets };
    const connection = await addConnection({ ...given, settings: { receiptIds } }, clock);
    const number = randomBytes(7).readUIntBE(0, 6);
    return { app, connection, number: BigInt(number) };
  };
  const statusOf = async (id: string) => (await db().message.findUniqueOrThrow({ where: { id } })).status;

  it("finds the message that was registered with zeros in front, before its receipt or after", async () => {
    for (const isFirst of [true, false]) {
      const { app, connection, number } = await mint();
      const registered = isFirst ? await register(app, connection.key, { providerMessageId: submitted(number) }) : null;
      expect(await receive(connection, received(number))).toBe(200);
      const id = registered ?? (await register(app, connection.key, { providerMessageId: submitted(number) }));
      expect(await statusOf(id)).toBe("delivered");
      expect(await db().message.count({ where: { connectionId: connection.id } })).toBe(1);
    }
  });

  it("finds it when the id is attached later, and makes no part of it", async () => {
    const { app, connection, number } = await mint();
    const messageId = uniqueId("msg");
    const id = await register(app, connection.key, { messageId });
    await updateMessage(app.apiKey, `app:${messageId}`, { providerMessageId: submitted(number) }, clock);
    expect(await receive(connection, received(number))).toBe(200);
    expect(await statusOf(id)).toBe("delivered");
    expect(await db().messageEvent.findMany({ where: { messageId: id } })).toMatchObject([{ providerMessageId: null }]);
  });

  it("is found by a person in any of its spellings, and by no other connection's", async () => {
    const { app, connection, number } = await mint();
    const id = await register(app, connection.key, { providerMessageId: submitted(number) });
    for (const written of [submitted(number), submitted(number).toLowerCase(), submitted(number).replace(/^0+/, "")])
      expect(await resolveMessageIds(written)).toEqual([{ id, by: "provider_id" }]);
    const other = await addConnection({ provider: "generic-hmac", label: `Other ${randomUUID()}`, secrets }, clock);
    await register(app, other.key, { providerMessageId: submitted(number) });
    expect(await resolveMessageIds(submitted(number))).toHaveLength(2);
    expect(await resolveMessageIds(`00${submitted(number)}`)).toEqual([{ id, by: "provider_id" }]);
  });
});

async function register({ apiKey }: SendingApp, key: string, ids: Record<string, string>): Promise<string> {
  const [outcome] = await registerMessages(
    apiKey,
    [RegisterMessageInput.parse({ connection: key, to: TO, ...ids })],
    clock,
  );
  if (!outcome?.ok) throw new Error(outcome?.error.message);
  return outcome.value.id;
}

/** The receipt's text alone, as SMPP has it. */
async function receive({ key }: { key: string }, id: string): Promise<number> {
  provideEnv({ PUBLIC_URL: "http://callbacks.otpdesk.test" });
  const text = `id:${id} sub:001 dlvrd:001 submit date:2611281000 done date:2611281001 stat:DELIVRD err:000 text:`;
  const body = Buffer.from(JSON.stringify({ status: text, to: TO }));
  const url = `${publicUrl()}/api/webhooks/generic-hmac/${key}`;
  const [door] = bothDoors();
  if (!door) throw new Error("no door");
  await door.open();
  const { status } = await door.send(callOf(genericHmac.sign({ kind: "raw", url, at: new Date(), body }, secrets)));
  await door.close();
  return status;
}
