import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SendingApp, sendingApp, uniqueId } from "@/e2e/support/sending-app";
import { closeDb, db } from "@/lib/db";
import { closeVerifications } from "@/lib/deadlines/close-verifications";
import { getStory } from "@/lib/stories/get-story";
import { recordVerificationEvents } from "./record-verification-events";
import { registerMessages } from "./register-message";
import { RegisterMessageInput } from "./registration";
import { VerificationEventInput } from "./verification-event";

let app: SendingApp;
beforeAll(async () => {
  app = await sendingApp();
});
afterAll(closeDb);

// So long ago that no clock of these tests closes attempts that tests beside them still need open.
const start = new Date(Date.now() - 86_400_000);
const minute = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
const body = (type: string, minutes: number, more: object = {}) => ({
  eventId: `${type}-${minutes}`,
  type,
  at: minute(minutes).toISOString(),
  ...more,
});
const record = (externalId: string, bodies: object[], now = minute(60)) =>
  recordVerificationEvents(
    app.apiKey,
    externalId,
    bodies.map((each) => VerificationEventInput.parse(each)),
    () => now,
  );
const attempt = (externalId: string) => db().verification.findUniqueOrThrow({ where: { externalId } });

const STORY = [
  body("requested", 0, { userRef: "user-1", to: "+14155550142" }),
  body("code_sent", 0, { codeExpiresAt: minute(10).toISOString() }),
  body("wrong_code", 1),
  body("resend_requested", 2),
  body("code_sent", 2, { codeExpiresAt: minute(12).toISOString(), voidsEarlierCodes: true }),
  body("wrong_code", 3),
  body("verified", 4),
];
const ENDED = {
  state: "verified",
  inferred: false,
  wrongCodes: 2,
  requestedAt: minute(0),
  verifiedAt: minute(4),
  closedAt: minute(4),
  codeExpiresAt: minute(12),
  closeDueAt: null,
  userRef: "user-1",
  destinationCountry: "US",
};

describe("times and verdicts that cannot be", () => {
  it.each([
    ["an event older than messages may be", body("wrong_code", -31 * 24 * 60), "at"],
    [
      "a code that expired before it was sent",
      body("code_sent", 1, { codeExpiresAt: "2020-01-01T00:00:00Z" }),
      "codeExpiresAt",
    ],
    ["an end of a code years ago", body("expired", 1, { codeExpiresAt: "2020-01-01T00:00:00Z" }), "codeExpiresAt"],
  ])("are refused by name: %s", async (_what, event, field) => {
    const [outcome] = await record(uniqueId("v"), [event]);
    expect(outcome).toMatchObject({
      ok: false,
      error: { code: "invalid_input", fields: { [field]: expect.any(String) } },
    });
  });

  it("an end that tells when its code ran out is taken", async () => {
    const [outcome] = await record(uniqueId("v"), [body("expired", 12, { codeExpiresAt: minute(10).toISOString() })]);
    expect(outcome).toMatchObject({ ok: true });
  });

  it.each([undefined, "fine", "Refused"])("an abuse check with the verdict %s", (reason) => {
    const { error } = VerificationEventInput.safeParse(body("abuse_check", 1, { reason }));
    expect(error?.issues).toMatchObject([{ path: ["reason"], message: expect.stringContaining("verdict") }]);
    expect(VerificationEventInput.safeParse(body("abuse_check", 1, { reason: "refused" })).success).toBe(true);
  });
});

describe("the events of an attempt", () => {
  it("fold to the same in any order, in any split, and repeated", async () => {
    for (const order of [STORY, [...STORY].reverse(), [...STORY.slice(3), ...STORY.slice(0, 3)]]) {
      const id = uniqueId("v");
      for (const event of order) await record(id, [event]);
      await record(id, order);
      expect(await attempt(id)).toMatchObject(ENDED);
      expect(await db().verificationEvent.count({ where: { verificationId: (await attempt(id)).id } })).toBe(
        STORY.length,
      );
    }
  });

  it("fold to the same when many writers bring them at once", async () => {
    const id = uniqueId("v");
    const outcomes = await Promise.all([...STORY, ...STORY, ...STORY].map((event) => record(id, [event])));
    const created = outcomes.flat().filter((outcome) => outcome.ok && outcome.created);
    expect(created).toHaveLength(STORY.length);
    expect(await attempt(id)).toMatchObject(ENDED);
  });

  it("are known by their id: the same body again is fine, another one is a conflict of that item alone", async () => {
    const id = uniqueId("v");
    const event = body("wrong_code", 1);
    await record(id, [event]);
    const outcomes = await record(id, [event, { ...event, reason: "typed the old one" }, body("verified", 2)]);
    expect(outcomes).toMatchObject([
      { ok: true, created: false },
      { ok: false, error: { code: "conflict", fields: { eventId: expect.any(String) } } },
      { ok: true, created: true },
    ]);
    expect(await attempt(id)).toMatchObject({ state: "verified", wrongCodes: 1 });
  });

  it("leave nothing behind when all are refused", async () => {
    const id = uniqueId("v");
    const [outcome] = await record(id, [body("requested", 200)]);
    expect(outcome).toMatchObject({ ok: false, error: { fields: { at: expect.any(String) } } });
    expect(await db().verification.findUnique({ where: { externalId: id } })).toBeNull();
  });
});

describe("numbers", () => {
  it("in ids are refused, in a reason masked", async () => {
    const id = uniqueId("v");
    const to = "+14155550142";
    const [byUser] = await record(id, [body("requested", 0, { to, userRef: "415-555-0142" })]);
    expect(byUser).toMatchObject({
      ok: false,
      error: { code: "invalid_input", fields: { userRef: expect.any(String) } },
    });
    await record(id, [body("requested", 0, { to, reason: "called from 415 555 0142" })]);
    const events = await db().verificationEvent.findMany({ where: { verificationId: (await attempt(id)).id } });
    expect(events[0]?.reason).toBe("called from ••• ••• ••••");
    const [later] = await record(id, [body("verified", 1, { userRef: "u4155550142" })]);
    expect(later).toMatchObject({ ok: false, error: { fields: { userRef: expect.any(String) } } });
  });

  it("in E.164 are refused as an id also where no recipient is known", async () => {
    const [outcome] = await record(uniqueId("v"), [body("requested", 0, { userRef: "+44 7700 900123" })]);
    expect(outcome).toMatchObject({ ok: false, error: { fields: { userRef: expect.any(String) } } });
    const [byId] = await record("+447700900123", [body("requested", 0)]);
    expect(byId).toMatchObject({ ok: false, error: { fields: { id: expect.any(String) } } });
  });
});

describe("an event about a message", () => {
  it("finds it by the app's id, also when the message is registered later", async () => {
    const id = uniqueId("v");
    const messageId = uniqueId("m");
    await record(id, [body("code_sent", 0, { messageId })]);
    const input = RegisterMessageInput.parse({
      connection: app.connection.key,
      to: "+14155550142",
      messageId,
      verificationId: id,
    });
    const [registered] = await registerMessages(app.apiKey, [input], () => minute(1));
    await record(id, [body("verified", 2, { messageId })]);
    const page = await getStory((await attempt(id)).id, minute(3));
    const ours = registered?.ok ? registered.value.id : "";
    expect(page?.story.verification?.events.map((event) => event.messageId)).toEqual([ours, ours]);
    expect(page?.story.messages).toMatchObject([{ id: ours, ordinal: 1 }]);
  });
});

describe("silence", () => {
  it("ends an attempt once its time is past, marked as inferred, and a later verified wins", async () => {
    const id = uniqueId("v");
    await record(id, STORY.slice(0, 2), minute(1));
    expect(await attempt(id)).toMatchObject({ state: "requested", closeDueAt: minute(20) });
    await closeVerifications(minute(19));
    expect(await attempt(id)).toMatchObject({ state: "requested" });
    await Promise.all([closeVerifications(minute(20)), closeVerifications(minute(20)), closeVerifications(minute(21))]);
    expect(await attempt(id)).toMatchObject({
      state: "expired",
      inferred: true,
      closedAt: minute(10),
      closeDueAt: null,
    });
    expect(
      await db().verificationEvent.count({ where: { verificationId: (await attempt(id)).id, inferred: true } }),
    ).toBe(1);
    await record(id, [body("verified", 9)], minute(25));
    expect(await attempt(id)).toMatchObject({ state: "verified", inferred: false, closedAt: minute(9) });
  });

  it("ends an attempt again after the user went on", async () => {
    const id = uniqueId("v");
    await record(id, [body("code_sent", 0, { codeExpiresAt: minute(5).toISOString() })], minute(1));
    await closeVerifications(minute(15));
    await record(id, [body("resend_requested", 16)], minute(16));
    expect(await attempt(id)).toMatchObject({ state: "requested", inferred: false, closeDueAt: minute(46) });
    await closeVerifications(minute(46));
    expect(await attempt(id)).toMatchObject({ state: "abandoned", inferred: true, closedAt: minute(46) });
  });

  it("is no end where the app never reported an event", async () => {
    const id = uniqueId("v");
    const input = RegisterMessageInput.parse({
      connection: app.connection.key,
      to: "+14155550142",
      verificationId: id,
    });
    await registerMessages(app.apiKey, [input], () => minute(0));
    await closeVerifications(minute(600));
    expect(await attempt(id)).toMatchObject({ state: "requested", closeDueAt: null });
  });
});
