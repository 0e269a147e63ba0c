import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { receipt } from "@/e2e/support/receipts";
import { type SendingApp, sendingApp, uniqueId } from "@/e2e/support/sending-app";
import { closeDb, db } from "@/lib/db";
import { closeVerifications } from "@/lib/deadlines/close-verifications";
import { storeBatch } from "@/lib/ingest/store-callbacks";
import { checkDrift } from "@/lib/ledger/check-drift";
import { sealBody } from "@/lib/ledger/messages/seal-body";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import type { ProviderVerificationEvent } from "@/lib/providers/verification-service";
import { UpdateMessageInput } from "@/lib/registrations/attachment";
import { recordVerificationEvents } from "@/lib/registrations/record-verification-events";
import { registerMessages } from "@/lib/registrations/register-message";
import { RegisterMessageInput } from "@/lib/registrations/registration";
import { updateMessage } from "@/lib/registrations/update-message";
import { VerificationEventInput } from "@/lib/registrations/verification-event";
import { findVerification } from "@/lib/stories/find-verification";
import type { Recordable } from "../recordable";
import { prepareEvent } from "./prepare-events";

const start = new Date(Date.now() - 3_600_000);
const at = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const NUMBER = "+447700900611";

inOwnDatabase();
afterAll(async () => {
  await closeIngestPool();
  await closeDb();
});

describe("an attempt whose code a verification service checks", () => {
  const orders = fc.shuffledSubarray(
    steps().map((_, index) => index),
    { minLength: steps().length },
  );
  const ways = fc.constantFrom<Way>("by an event", "by a registration", "by a message", "by an attachment");
  const repeated = fc.array(fc.nat({ max: steps().length - 1 }), { maxLength: 4 });

  it("comes out the same in any order of what is told of it, however often", async () => {
    await fc.assert(
      fc.asyncProperty(ways, orders, repeated, async (way, order, again) => {
        const world = await newWorld(way);
        for (const index of [...order, ...again]) await steps()[index]?.(world);
        await expectOne(world);
      }),
      { numRuns: 25, endOnFailure: true },
    );
  }, 180_000);

  it("comes out the same when many tell of it at once", async () => {
    await fc.assert(
      fc.asyncProperty(ways, orders, repeated, async (way, order, again) => {
        const world = await newWorld(way);
        const left = [...order, ...again].reverse();
        const work = async () => {
          for (let next = left.pop(); next !== undefined; next = left.pop()) await steps()[next]?.(world);
        };
        await Promise.all([work(), work(), work(), work()]);
        await expectOne(world);
      }),
      { numRuns: 10, endOnFailure: true },
    );
  }, 180_000);
});

describe("a verification service's id", () => {
  it("makes an attempt with its first event, found by it, which the app's registration adopts", async () => {
    const world = await newWorld();
    await report(world, { type: "requested", rawStatus: "pending", providerOccurredAt: at(0) });
    const born = await findVerification(world.ve);
    expect(born?.verification).toMatchObject({
      externalId: null,
      origin: "callback",
      recipientMasked: expect.any(String),
    });
    expect(born?.events).toMatchObject([{ type: "requested", rawStatus: "pending", reportedBy: "Twilio" }]);

    await tell(world, { type: "code_sent", providerVerificationId: world.ve, connection: world.app.connection.key });
    const named = await findVerification(world.attempt);
    expect(named?.verification).toMatchObject({ id: born?.verification.id, origin: "registration" });
    expect(named?.verification.providerVerificationIds).toEqual([
      { connection: world.app.connection.key, id: world.ve },
    ]);
    expect(named?.events.map(({ type, reportedBy }) => [type, reportedBy ?? null])).toEqual([
      ["requested", "Twilio"],
      ["code_sent", null],
    ]);
    expect(await rowsOf(world)).toHaveLength(1);
  });

  it("is refused where it is another attempt's, or of no connection", async () => {
    const world = await newWorld();
    const named = {
      type: "requested",
      connection: world.app.connection.key,
      providerVerificationId: world.ve,
    } as const;
    await tell(world, named);
    const other = { ...world, attempt: uniqueId("v") };
    expect(await tell(other, named)).toMatchObject({
      ok: false,
      error: { code: "conflict", fields: { providerVerificationId: "belongs to another attempt" } },
    });
    expect(await tell(other, { ...named, connection: "no-such-key" })).toMatchObject({
      error: { code: "invalid_input", fields: { connection: expect.any(String) } },
    });
    expect(await db().verification.count({ where: { externalId: other.attempt } })).toBe(0);
    expect(
      VerificationEventInput.safeParse({ ...named, eventId: "e", at: at(1).toISOString(), connection: undefined })
        .success,
    ).toBe(false);
    const input = { connection: world.app.connection.key, to: NUMBER, providerVerificationId: world.ve };
    const [clash] = await register(other, { ...input, verificationId: other.attempt });
    expect(clash).toMatchObject({ error: { fields: { providerVerificationId: "belongs to another attempt" } } });
    const [alone] = await register(other, input);
    expect(alone).toMatchObject({ error: { fields: { providerVerificationId: expect.any(String) } } });
  });

  it("leads from the attempt that was made one with another to the one that it is", async () => {
    const world = await newWorld();
    await tell(world, { type: "requested" }, at(50));
    await report(world, { type: "wrong_code", rawStatus: "failure", providerOccurredAt: at(5) });
    const [app, born] = [await findVerification(world.attempt), await findVerification(world.ve)];
    expect(app?.verification.id).not.toBe(born?.verification.id);
    await tell(world, { type: "code_sent", ...named(world) });
    const one = await findVerification(world.attempt);
    expect(one?.verification).toMatchObject({ id: app?.verification.id, wrongCodes: 1 });
    for (const ref of [world.ve, born?.verification.id ?? ""]) {
      expect((await findVerification(ref))?.verification.id).toBe(one?.verification.id);
    }
  });

  it("of an attempt that silence had ended wins over that end", async () => {
    const world = await newWorld();
    await tell(world, { type: "requested", ...named(world) });
    await closeVerifications(at(3_600));
    expect((await findVerification(world.attempt))?.verification).toMatchObject({ state: "abandoned", inferred: true });
    await report(world, { type: "verified", rawStatus: "approved", providerOccurredAt: at(9) });
    expect((await findVerification(world.attempt))?.verification).toMatchObject({
      state: "verified",
      verifiedAt: at(9),
    });
  });
});

/** How the app tells which attempt of the service is its own; or does not, but registers a message that a report puts in it. */
type Way = "by an event" | "by a registration" | "by a message" | "by an attachment";
type World = { app: SendingApp; ve: string; vl: string; attempt: string; way: Way };

async function newWorld(way: Way = "by an event"): Promise<World> {
  const [ve, vl] = ["VE", "VL"].map((prefix) => prefix + randomBytes(16).toString("hex"));
  return { app: await sendingApp(), ve: ve ?? "", vl: vl ?? "", attempt: uniqueId("v"), way };
}

/** All that is told of one attempt: by its app, and by its verification service. */
function steps(): ((world: World) => Promise<unknown>)[] {
  return [
    (world) => report(world, { type: "requested", rawStatus: "pending", providerOccurredAt: at(1) }),
    (world) => report(world, { type: "wrong_code", rawStatus: "failure", providerOccurredAt: at(20) }),
    (world) => report(world, { type: "verified", rawStatus: "approved", providerOccurredAt: at(30), channel: "sms" }),
    (world) => storeBatch([receiptOf(world, "sent", 4)]),
    (world) => storeBatch([receiptOf(world, "delivered", 6)]),
    (world) => tell(world, { type: "requested", eventId: "asked", at: at(0).toISOString() }),
    (world) =>
      tell(world, {
        ...{ type: "code_sent", eventId: "sent", at: at(2).toISOString() },
        ...(world.way === "by an event" && named(world)),
      }),
    (world) => tell(world, { type: "verified", eventId: "ok", at: at(31).toISOString() }),
    (world) =>
      register(world, {
        ...{
          connection: world.app.connection.key,
          to: NUMBER,
          providerMessageId: world.vl,
          sentAt: at(2).toISOString(),
        },
        ...(world.way !== "by an attachment" && { verificationId: world.attempt }),
        messageId: `m-${world.attempt}`,
        ...(world.way === "by a registration" && { providerVerificationId: world.ve }),
      }),
  ];
}

function named({ app, ve }: World) {
  return { connection: app.connection.key, providerVerificationId: ve };
}

async function expectOne(world: World): Promise<void> {
  if (world.way === "by an attachment") {
    const fields = UpdateMessageInput.parse({ verificationId: world.attempt });
    await updateMessage(world.app.apiKey, `app:m-${world.attempt}`, fields, () => at(60));
  }
  const [row, ...others] = await rowsOf(world);
  expect(others).toEqual([]);
  expect(row).toMatchObject({ externalId: world.attempt, state: "verified", wrongCodes: 1, origin: "registration" });
  expect(row).toMatchObject({
    requestedAt: at(0),
    verifiedAt: at(30),
    verifiedChannel: "sms",
    destinationCountry: "GB",
  });
  const events = await db().verificationEvent.findMany({ where: { verificationId: row?.id }, orderBy: { at: "asc" } });
  expect(events.map(({ type, at: time, connectionId }) => [type, time.getTime(), connectionId !== null])).toEqual(
    [
      ["requested", at(0), false],
      ["requested", at(1), true],
      ["code_sent", at(2), false],
      ["wrong_code", at(20), true],
      ["verified", at(30), true],
      ["verified", at(31), false],
    ].map(([type, time, isReported]) => [type, (time as Date).getTime(), isReported]),
  );
  const messages = await db().message.findMany({ where: { connectionId: world.app.connection.id, mergedInto: null } });
  expect(messages).toMatchObject([{ verificationId: row?.id, status: "delivered", providerMessageId: world.vl }]);
  expect(await countedOf(world)).toEqual({ "first verified": 1, "last verified": 1, "single verified": 1 });
  expect((await checkDrift()).drifts).toEqual([]);
}

async function countedOf({ app }: World): Promise<Record<string, number>> {
  const rows = await db().verificationRollup.findMany({ where: { connectionId: app.connection.id } });
  const counted = new Map<string, number>();
  for (const { attribution, state, count } of rows) {
    const key = `${attribution} ${state}`;
    counted.set(key, (counted.get(key) ?? 0) + Number(count));
  }
  return Object.fromEntries([...counted].filter(([, count]) => count !== 0));
}

/** The attempts that anything of this world leads to, without those that are another now. */
async function rowsOf({ app, attempt }: World) {
  const refs = await db().verificationRef.findMany({ where: { namespace: `provider:${app.connection.id}` } });
  const messages = await db().message.findMany({ where: { connectionId: app.connection.id, mergedInto: null } });
  const ids = [...refs, ...messages].flatMap(({ verificationId }) => verificationId ?? []);
  return db().verification.findMany({ where: { OR: [{ id: { in: ids } }, { externalId: attempt }] } });
}

function report(world: World, event: Omit<ProviderVerificationEvent, "index" | "providerVerificationId">) {
  const said = { index: 0, providerVerificationId: world.ve, recipient: NUMBER, ...event };
  const receivedAt = at(60);
  const body = sealBody({ method: "POST", query: "", headers: {}, body: Buffer.from(JSON.stringify(event)) }, null);
  const source = { body, receivedAt, source: "webhook" as const, attempt: null };
  const recordable: Recordable = {
    ...{ connectionId: world.app.connection.id, review: [], body, receivedAt, bytes: 100 },
    arrivals: [prepareEvent(said, world.app.connection, source)],
  };
  return storeBatch([recordable]);
}

function receiptOf({ app, ve, vl }: World, rawStatus: string, seconds: number): Recordable {
  const facts = { providerMessageId: vl, providerVerificationId: ve, recipient: NUMBER, rawStatus };
  return receipt(app.connection, { ...facts, providerOccurredAt: at(seconds) }, at(60));
}

async function tell(world: World, body: Record<string, unknown>, now = at(60)) {
  const event = { eventId: uniqueId("e"), at: at(1).toISOString(), ...body };
  const input = VerificationEventInput.parse(event);
  const [outcome] = await recordVerificationEvents(world.app.apiKey, world.attempt, [input], () => now);
  return outcome;
}

function register(world: World, body: Record<string, unknown>) {
  return registerMessages(world.app.apiKey, [RegisterMessageInput.parse(body)], () => at(60));
}
