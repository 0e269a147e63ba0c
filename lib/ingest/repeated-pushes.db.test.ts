import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventsOf, messagesOf, reviewOf } from "@/e2e/support/stored-rows";
import { type AddedConnection, addConnection } from "@/lib/connections/add-connection";
import { closeDb } from "@/lib/db";
import { provideEnv } from "@/lib/env";
import { closeIngestPool, ingestPool } from "@/lib/ledger/sql/pool";
import type { ProviderId } from "@/lib/providers/registry";
import { findProvider } from "@/lib/providers/registry";
import { rereadConnections } from "./connections";
import { receiveCallback } from "./receive-callback";

const PUBLIC = "http://callbacks.otpdesk.test";
// Whole seconds, as providers write them.
const START = Math.floor(Date.now() / 1000) * 1000 - 3 * 3_600_000;
const at = (seconds: number) => new Date(START + seconds * 1000);

beforeAll(() => {
  provideEnv({ PUBLIC_URL: PUBLIC });
});
afterAll(async () => {
  await closeIngestPool();
  await closeDb();
});

describe("a receipt that its provider pushes again, signed anew", () => {
  const secrets = { signatureSecret: "shared", signatureMethod: "sha256" };

  const push = (pushed: number, nonce: string, more = "") => {
    const time = at(pushed).toISOString().slice(0, 19).replace("T", "+");
    return `messageId=m-${START}&msisdn=447700900123&to=ACME&status=delivered&err-code=0&scts=2611261027&nonce=${nonce}&message-timestamp=${time}${more}`;
  };

  it("is the same report, which had happened by its earliest push, whichever reaches us first", async () => {
    const connection = await connect("vonage-sms", secrets);
    for (const [pushed, received] of [
      [66, 7_000],
      [6, 7_206],
      [600, 7_300],
    ] as const) {
      await send(connection, secrets, push(pushed, `n${pushed}`), { pushed, received });
    }
    expect(await eventsOf(connection.as)).toMatchObject([
      {
        ...{ duplicate_count: 2, differs: false, time_note: "at_latest" },
        ...{ provider_occurred_at: at(6), received_at: at(7_000) },
      },
    ]);
    expect(await messagesOf(connection.as)).toMatchObject([{ status: "delivered", delivered_at: at(6) }]);
    expect(await reviewOf(connection.as)).toEqual([]);
    expect(await countPayloads(connection)).toBe(1);
  });

  it("differs when the report itself does", async () => {
    const connection = await connect("vonage-sms", secrets);
    await send(connection, secrets, push(6, "a"), { pushed: 6, received: 7 });
    await send(connection, secrets, push(66, "b", "&price=0.05"), { pushed: 66, received: 67 });
    expect(await eventsOf(connection.as)).toMatchObject([{ duplicate_count: 1, differs: true }]);
    expect(await reviewOf(connection.as)).toMatchObject([{ kind: "differing_duplicate" }]);
  });

  it("keeps the time of its arrival where its clocks disagree, and says that none was read", async () => {
    const connection = await connect("vonage-sms", secrets);
    await send(connection, secrets, push(3_606, "a"), { pushed: 6, received: 60 });
    expect(await eventsOf(connection.as)).toMatchObject([{ provider_occurred_at: null, time_note: "not_read" }]);
    expect(await messagesOf(connection.as)).toMatchObject([{ delivered_at: at(60) }]);
  });
});

describe("ids that come as numbers", () => {
  it.each([
    [
      "generic-hmac",
      { secret: "shared" },
      (id: string) => `{"message_id": ${id}, "to": ["+1555555014${id.at(-1)}"], "status": "delivered"}`,
    ],
    [
      "standard-webhooks",
      { secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" },
      (id: string) => `{"type":"message.sent","data":{"id":${id}}}`,
    ],
    ["otpiq", { webhookSecret: "shared" }, (id: string) => `{"smsId": ${id}, "status": "sent", "channel": "sms"}`],
  ] as const)("stay two of %s that differ in the last digits", async (provider, secrets, body) => {
    const connection = await connect(provider, secrets);
    const ids = ["8202522731445525542", "8202522731445525999", "188082808153114854", "188082808153114855"];
    for (const id of ids) await send(connection, secrets, body(id), { pushed: 1, received: 2 });
    const messages = await messagesOf(connection.as);
    expect(messages.map((row) => row.provider_message_id).sort()).toEqual(ids.toSorted());
  });
});

type Connected = AddedConnection & { as: { id: string; provider: "twilio"; receiptDeadlineSeconds: number } };

async function connect(provider: ProviderId, secrets: Record<string, string>): Promise<Connected> {
  const added = await addConnection({ provider, label: `Test ${crypto.randomUUID()}`, secrets }, () => new Date());
  await rereadConnections();
  return { ...added, as: { id: added.id, provider: "twilio", receiptDeadlineSeconds: 300 } };
}

async function send(
  connection: Connected,
  secrets: Record<string, string>,
  body: string,
  { pushed, received }: { pushed: number; received: number },
): Promise<void> {
  const target = `/api/webhooks/${connection.provider}/${connection.key}`;
  const contentType = body.startsWith("{") ? "application/json" : undefined;
  const example = { kind: "raw", url: PUBLIC + target, at: at(pushed), contentType, body: Buffer.from(body) } as const;
  const signed = findProvider(connection.provider)?.sign(example, secrets);
  if (!signed) throw new Error("No such provider");
  const { method, headers, body: bytes } = signed;
  const answer = await receiveCallback({
    method,
    target,
    headers,
    body: bytes,
    address: null,
    receivedAt: at(received),
  });
  expect(answer.status).toBeLessThan(300);
}

async function countPayloads({ id }: Connected): Promise<number> {
  const { rows } = await ingestPool().query(
    "SELECT count(*)::int AS n FROM event_payloads p JOIN messages m ON m.id = p.message_id WHERE m.connection_id = $1",
    [id],
  );
  return rows[0].n;
}
