import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { newMessageSid, receipt } from "@/e2e/support/receipts";
import { type SendingApp, sendingApp, uniqueId } from "@/e2e/support/sending-app";
import { closeDb, db } from "@/lib/db";
import { storeBatch } from "@/lib/ingest/store-callbacks";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { UpdateMessageInput } from "../attachment";
import { recordVerificationEvents } from "../record-verification-events";
import { registerMessages } from "../register-message";
import { RegisterMessageInput } from "../registration";
import { updateMessage } from "../update-message";
import { VerificationEventInput } from "../verification-event";
import { setIdSettings } from "./set-id-settings";

const TO = "+5491123456790";
const now = new Date();
let app: SendingApp;
beforeAll(async () => {
  app = await sendingApp();
});
afterAll(async () => {
  await closeIngestPool();
  await closeDb();
});

const numeric = (is: boolean) => setIdSettings({ numeric: is }, { kind: "system" }, () => now);

/** Every text that a registration may bring, with where it stands. */
const FIELDS: Record<string, (text: string) => object> = {
  messageId: (messageId) => ({ messageId }),
  userRef: (userRef) => ({ userRef }),
  verificationId: (verificationId) => ({ verificationId }),
  templateKey: (templateKey) => ({ templateKey }),
  useCase: (useCase) => ({ useCase }),
  campaign: (campaign) => ({ campaign }),
  route: (route) => ({ route }),
  "action.type": (type) => ({ action: { type, id: "1" } }),
  "action.id": (id) => ({ action: { type: "login", id } }),
  "metadata.note": (note) => ({ metadata: { note } }),
  "consent.source": (source) => ({ consent: { source, at: now.toISOString() } }),
};
const OF_PROVIDER: Record<string, (text: string) => object> = {
  providerMessageId: (providerMessageId) => ({ providerMessageId }),
  sender: (sender) => ({ sender }),
};

/** The recipient, in every spelling in which they can be dialled. */
const OWN = [
  ...["+5491123456790", "5491123456790", "541123456790", "005491123456790", "011 15-2345-6790", "(11) 2345-6790"],
  ...["whatsapp:5491123456790", "5491123456790@c.us", "x1123456790y", "+54 9 11 2345−6790", "٥٤٩١١٢٣٤٥٦٧٩٠"],
];
const WRITTEN = ["+447700900431", "0044 7700 900431", "tel:07700900431", "whatsapp:447700900431", "447700900431@c.us"];
const HARMLESS = [
  "447700900431",
  "07700900431",
  "8202522731445525542",
  "usr_2842",
  "0190a1b2-7c3d-7e4f-8a5b-0123456789ab",
];

async function register(body: object, to = TO) {
  const input = RegisterMessageInput.parse({ connection: app.connection.key, to, ...body });
  const [outcome] = await registerMessages(app.apiKey, [input], () => now);
  if (!outcome) throw new Error("not answered");
  return outcome;
}
const refusedFields = (outcome: { ok: boolean; error?: { code: string; fields?: object } }) => {
  expect(outcome).toMatchObject({ ok: false, error: { code: "invalid_input" } });
  return Object.keys(outcome.error?.fields ?? {});
};

describe("a registration", () => {
  it.each(Object.entries({ ...FIELDS, ...OF_PROVIDER }))(
    "refuses the recipient's own number in %s",
    async (field, given) => {
      for (const spelling of OWN)
        expect([spelling, refusedFields(await register(given(spelling)))]).toEqual([spelling, [field]]);
    },
  );

  it.each(Object.entries(FIELDS))("refuses anybody's number that is written as one in %s", async (field, given) => {
    for (const written of WRITTEN)
      expect([written, refusedFields(await register(given(written)))]).toEqual([written, [field]]);
  });

  it.each(Object.entries(OF_PROVIDER))("leaves another's number in %s alone", async (_, given) => {
    for (const written of WRITTEN) expect(await register(given(`${written}`))).toMatchObject({ ok: true });
  });

  it("leaves bare digits and other ids alone, for the recipient is known", async () => {
    for (const text of HARMLESS) {
      for (const [field, given] of Object.entries(FIELDS)) {
        const body = field === "messageId" ? given(uniqueId(text)) : given(text);
        expect([field, text, await register(body)]).toMatchObject([field, text, { ok: true }]);
      }
    }
  });

  it("refuses a code in metadata by name, when registering and when attaching", async () => {
    const metadata = { code: "482913", body: "Your code is 482913", note: "clave 4829", plan: "pro" };
    expect(refusedFields(await register({ metadata }))).toEqual(["metadata.code", "metadata.body", "metadata.note"]);
    const outcome = await register({});
    const id = outcome.ok ? outcome.value.id : "";
    const attached = updateMessage(app.apiKey, id, UpdateMessageInput.parse({ metadata: { otp: "1" } }), () => now);
    await expect(attached).rejects.toMatchObject({ fields: { "metadata.otp": expect.any(String) } });
  });
});

const event = (more: object) =>
  VerificationEventInput.parse({ eventId: uniqueId("e"), type: "requested", at: now.toISOString(), ...more });
async function record(id: string, ...bodies: object[]) {
  return recordVerificationEvents(app.apiKey, id, bodies.map(event), () => now);
}

describe("an event of a verification without `to`", () => {
  afterEach(() => numeric(false));
  const ids: Record<string, (id: string) => Promise<Awaited<ReturnType<typeof record>>>> = {
    id: (id) => record(id, {}),
    eventId: (eventId) => record(uniqueId("v"), { eventId }),
    userRef: (userRef) => record(uniqueId("v"), { userRef }),
    messageId: (messageId) => record(uniqueId("v"), { messageId }),
  };

  it.each(Object.entries(ids))("refuses %s of digits alone, unless our ids are numeric", async (field, tell) => {
    for (const id of ["447700900415", "07700 900431", "541123456789"]) {
      const [outcome] = await tell(id);
      expect([id, outcome && refusedFields(outcome)]).toEqual([id, [field]]);
    }
    await numeric(true);
    const own = String(10_000_000_000 + Math.floor(Math.random() * 9e10));
    expect(await tell(own)).toMatchObject([{ ok: true }]);
    for (const written of WRITTEN) {
      const [outcome] = await tell(written);
      expect([written, outcome && refusedFields(outcome)]).toEqual([written, [field]]);
    }
  });

  it.each(["usr_2842", "2842", "8202522731445525542", "0190a1b2-7c3d-7e4f-8a5b-0123456789ab"])(
    "takes %s",
    async (userRef) => {
      expect(await record(uniqueId("v"), { userRef })).toMatchObject([{ ok: true }]);
    },
  );

  it("takes digits alone where the recipient is known by another event of the attempt, or by its message", async () => {
    const id = uniqueId("v");
    expect(await record(id, { to: TO }, { userRef: "447700900431" })).toMatchObject([{ ok: true }, { ok: true }]);
    expect(await record(id, { userRef: "447700900431" })).toMatchObject([{ ok: true }]);
    const messageId = uniqueId("m");
    await register({ messageId });
    expect(await record(uniqueId("v"), { messageId, userRef: "447700900431" })).toMatchObject([{ ok: true }]);
    const [own] = await record(uniqueId("v"), { messageId, userRef: "u1123456790" });
    expect(own && refusedFields(own)).toEqual(["userRef"]);
  });

  it("refuses the number of its attempt in every spelling", async () => {
    const id = uniqueId("v");
    await record(id, { to: TO });
    for (const userRef of OWN) {
      const [outcome] = await record(id, { userRef });
      expect([userRef, outcome && refusedFields(outcome)]).toEqual([userRef, ["userRef"]]);
    }
  });
});

describe("an attachment to a message without a recipient", () => {
  it("refuses ids of digits alone, unless our ids are numeric: a setting that is on record", async () => {
    const providerMessageId = newMessageSid();
    await storeBatch([receipt(app.connection, { providerMessageId, rawStatus: "sent" }, now)]);
    const born = await db().message.findFirstOrThrow({ where: { connectionId: app.connection.id, providerMessageId } });
    const attach = (body: object) => updateMessage(app.apiKey, born.id, UpdateMessageInput.parse(body), () => now);
    const bare = { userRef: "447700900431", action: { type: "login", id: "07700900431" } };
    await expect(attach(bare)).rejects.toMatchObject({
      fields: { userRef: expect.any(String), "action.id": expect.any(String) },
    });
    await numeric(true);
    await expect(attach(bare)).resolves.toMatchObject({ id: born.id });
    await numeric(false);
    const entries = await db().auditEntry.findMany({ where: { action: "setting_changed", subjectId: "ids" } });
    const details = entries.map((entry) => entry.details);
    expect(details).toEqual(expect.arrayContaining([{ numeric: true }, { numeric: false }]));
  });
});

describe("a reason", () => {
  it("is masked, and the answer names it, the first time and again", async () => {
    const id = uniqueId("v");
    const body = { eventId: "e1", reason: "entered 482913 instead of 482931, asha@example.com, +44 7700 900431" };
    const [first] = await record(id, body);
    expect(first).toMatchObject({ ok: true, created: true, value: { warnings: { reason: expect.any(String) } } });
    expect(await record(id, body)).toMatchObject([
      { ok: true, created: false, value: { warnings: { reason: expect.any(String) } } },
    ]);
    const [stored] = await db().verificationEvent.findMany({
      where: { eventId: "e1", reason: { contains: "entered" } },
    });
    expect(stored?.reason).toBe("entered •••••• instead of ••••••, •••@•••, +•• •••• ••••••");
    const [plain] = await record(id, { reason: "typed the old one" });
    expect(plain?.ok && plain.value.warnings).toBeUndefined();
  });
});

describe("a recipient that becomes known by a later event", () => {
  it("goes out of what the attempt's first events hold", async () => {
    const id = uniqueId("v");
    await record(id, { eventId: "e-1123456790", userRef: "u1123456790", messageId: "m1123456790" });
    await record(id, { to: TO });
    const attempt = await db().verification.findUniqueOrThrow({ where: { externalId: id } });
    const events = await db().verificationEvent.findMany({ where: { verificationId: attempt.id } });
    expect(JSON.stringify([attempt, events])).not.toMatch(/1123456790/);
    expect(events).toHaveLength(2);
  });
});
