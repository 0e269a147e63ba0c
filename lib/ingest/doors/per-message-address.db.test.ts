import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newMessageSid } from "@/e2e/support/receipts";
import { type SendingApp, sendingApp, uniqueId } from "@/e2e/support/sending-app";
import { addConnection } from "@/lib/connections/add-connection";
import { closeDb, db } from "@/lib/db";
import { provideEnv } from "@/lib/env";
import { keptRef } from "@/lib/ledger/messages/kept-ref";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { listFixtures } from "@/lib/providers/fixtures/list-fixtures";
import type { ExampleCallback, Provider } from "@/lib/providers/provider";
import { bringsReports, findProvider } from "@/lib/providers/registry";
import { publicUrl } from "@/lib/public-url";
import { registerMessages } from "@/lib/registrations/register-message";
import { RegisterMessageInput } from "@/lib/registrations/registration";
import { bothDoors, callOf } from "../fixtures/both-doors";

const TO = "+447700900123";

let app: SendingApp;
beforeAll(async () => {
  provideEnv({ PUBLIC_URL: "http://callbacks.otpdesk.test" });
  app = await sendingApp();
});
afterAll(async () => {
  await closeIngestPool();
  await closeDb();
});

describe.each(bothDoors())("a reference in the address that was called, at $name", (door) => {
  beforeAll(() => door.open());
  afterAll(() => door.close());

  const post = async (account: Account, query: string, more: Partial<Report> = {}) => {
    const url = `${account.url}${query}`;
    const example = { kind: "report", url, at: new Date(), providerMessageId: newMessageSid(), rawStatus: "delivered" };
    const signed = account.provider.sign({ ...example, recipient: TO, ...more } as Report, account.secrets);
    return { call: callOf(signed), answer: await door.send(callOf(signed)) };
  };

  it.each(["twilio", "plivo", "messagebird", "bird"])("names the message of the app where %s signs it", async (id) => {
    const account = await connect(id, id === "plivo" ? { signature: "v3" } : {});
    const messageId = uniqueId("msg");
    const registered = await register(account, messageId);
    expect((await post(account, `?ref=${messageId}`, { rawStatus: "sent" })).answer.status).toBeLessThan(300);
    expect(await statusOf(registered)).toBe("sent");
    expect(await db().message.count({ where: { connectionId: account.id } })).toBe(1);
  });

  it("names it too where the callback comes before the registration", async () => {
    const account = await connect("twilio");
    const messageId = uniqueId("msg");
    expect((await post(account, `?ref=${messageId}`)).answer.status).toBeLessThan(300);
    expect(await statusOf(await register(account, messageId))).toBe("delivered");
  });

  it("is believed of nobody but who signed it", async () => {
    const account = await connect("twilio");
    const [mine, theirs] = [uniqueId("mine"), uniqueId("theirs")];
    const [myMessage, theirMessage] = [await register(account, mine), await register(account, theirs)];
    const { call } = await post(account, `?ref=${mine}`, { rawStatus: "sent" });
    for (const target of [call.target.replace(mine, theirs), call.target.replace("?", `?ref=${theirs}&`)]) {
      expect((await door.send({ ...call, target })).status).toBe(401);
    }
    expect([await statusOf(myMessage), await statusOf(theirMessage)]).toEqual(["sent", "unknown"]);
  });

  it.each(
    listFixtures()
      .filter(({ provider }) => bringsReports(provider) && !provider.signsAddress)
      .map(({ provider }) => provider.id),
  )("is passed over where %s does not sign it", async (id) => {
    const account = await connect(id);
    const messageId = uniqueId("msg");
    const registered = await register(account, messageId);
    const rawStatus = deliveredWord(account.provider);
    expect((await post(account, `?ref=${messageId}`, { rawStatus })).answer.status).toBeLessThan(300);
    expect(await statusOf(registered)).toBe("unknown");
    expect(await db().message.count({ where: { connectionId: account.id } })).toBe(2);
  });

  it("yields to the one that the provider echoes", async () => {
    const account = await connect("messagebird");
    const [echoed, written] = [uniqueId("echoed"), uniqueId("written")];
    const [meant, other] = [await register(account, echoed), await register(account, written)];
    expect((await post(account, `?ref=${written}`, { clientReference: echoed })).answer.status).toBeLessThan(300);
    expect([await statusOf(meant), await statusOf(other)]).toEqual(["delivered", "unknown"]);
  });

  it("may stand there twice, but not differ, and is never cut to length", async () => {
    const account = await connect("twilio");
    const [first, second] = [uniqueId("msg"), uniqueId("msg")];
    const messages = [await register(account, first), await register(account, second)];
    for (const query of [`?ref=${first}&ref=${second}`, `?ref=${first}${"0".repeat(300)}`, "?ref=", "?ref=%00"]) {
      expect((await post(account, query)).answer.status).toBeLessThan(300);
    }
    expect(await Promise.all(messages.map(statusOf))).toEqual(["unknown", "unknown"]);
    expect((await post(account, `?ref=${second}&from=app&ref=${second}`)).answer.status).toBeLessThan(300);
    expect(await Promise.all(messages.map(statusOf))).toEqual(["unknown", "delivered"]);
  });

  it("is kept as a hash where it holds somebody's number", async () => {
    const account = await connect("twilio");
    expect((await post(account, `?ref=order-${TO.slice(1)}`)).answer.status).toBeLessThan(300);
    const refs = await db().messageRef.findMany({ where: { namespace: `client:${account.id}` } });
    expect(refs.map(({ ref }) => ref)).toEqual([keptRef(`order-${TO.slice(1)}`).ref]);
    expect(refs[0]?.ref).toMatch(/^hash:/);
  });
});

type Report = ExampleCallback & { kind: "report" };
type Account = { id: string; key: string; url: string; provider: Provider; secrets: Record<string, string> };

async function connect(id: string, settings: Record<string, unknown> = {}): Promise<Account> {
  const secrets = listFixtures().find(({ provider }) => provider.id === id)?.fixture.secrets ?? {};
  const given = { provider: id, label: `Addresses ${randomUUID()}`, secrets, settings };
  const added = await addConnection(given, () => new Date());
  const known = findProvider(id);
  if (!known) throw new Error(id);
  const provider = known.configure?.(settings) ?? known;
  return { id: added.id, key: added.key, url: `${publicUrl()}/api/webhooks/${id}/${added.key}`, provider, secrets };
}

/** The provider's id of it is not known to the app yet. */
async function register({ key }: Account, messageId: string): Promise<string> {
  const input = RegisterMessageInput.parse({ connection: key, messageId, to: TO });
  const [outcome] = await registerMessages(app.apiKey, [input], () => new Date());
  if (!outcome?.ok) throw new Error("not registered");
  return outcome.value.id;
}

async function statusOf(id: string): Promise<string> {
  return (await db().message.findUniqueOrThrow({ where: { id } })).status;
}

function deliveredWord({ statuses }: Provider): string {
  const [word = ""] = Object.entries(statuses).find(([, { status }]) => status === "delivered") ?? [];
  return word;
}
