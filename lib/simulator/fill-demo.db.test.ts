import parsePhoneNumber from "libphonenumber-js/max";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestDatabase, type TestDatabase } from "@/e2e/support/test-database";
import { noteZone } from "@/lib/analytics/day-sums/note-zone";
import { sumDays } from "@/lib/analytics/day-sums/sum-days";
import { addUser } from "@/lib/auth/add-user";
import { removeDemo } from "@/lib/cli/process/remove-demo";
import { systemClock } from "@/lib/clock";
import { addConnection } from "@/lib/connections/add-connection";
import { closeDb, db, readPool } from "@/lib/db";
import { closeVerifications } from "@/lib/deadlines/close-verifications";
import { noteMissingReceipts } from "@/lib/deadlines/note-missing-receipts";
import { decide } from "@/lib/delivery/decision/decide";
import { parseRecipient } from "@/lib/delivery/recipient/recipient";
import { verdict } from "@/lib/delivery/words/verdict";
import { provideEnv } from "@/lib/env";
import { checkDrift } from "@/lib/ledger/check-drift";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { open } from "@/lib/privacy/seal";
import { providers } from "@/lib/providers/registry";
import { registerMessages } from "@/lib/registrations/register-message";
import { getStory } from "@/lib/stories/get-story";
import { type DemoStory, listDemoExamples } from "@/lib/stories/list-demo-examples";
import { lookUp } from "@/lib/stories/look-up";
import { fillDemo } from "./fill-demo";
import { randomAccount } from "./random-account";

const NOW = new Date();
const DAY_MS = 86_400_000;
const progress: [number, number][] = [];
// A database of its own: removing the demo removes it from all tests that share one.
let database: TestDatabase;
let filled: { messages: number };
let realMessageId: string;

beforeAll(async () => {
  database = await startTestDatabase();
  provideEnv({ DATABASE_URL: database.url });
  realMessageId = await addRealMessage();
  const demoUser = {
    email: "demo-fill@demo.example",
    name: "Demo",
    role: "agent",
    password: "only for this test",
  } as const;
  await addUser({ ...demoUser, demo: true }, systemClock);
  filled = await fillDemo({ now: NOW, days: 2, stories: 60, onProgress: (...step) => progress.push(step) });
});

afterAll(async () => {
  await closeIngestPool();
  await closeDb();
  await database.stop();
});

/** A real send beside the demo, in an attempt of its own. */
async function addRealMessage(): Promise<string> {
  const { secrets } = randomAccount(providers.twilio);
  const { key } = await addConnection(
    { provider: "twilio", label: `real ${crypto.randomUUID()}`, secrets },
    systemClock,
  );
  const input = { connection: key, to: "+14155550177", messageId: `real-${key}`, verificationId: `real-${key}` };
  const [outcome] = await registerMessages({ id: "00000000-0000-7000-8000-000000000000" }, [input], systemClock);
  if (!outcome?.ok) throw new Error("the real message was refused");
  return outcome.value.id;
}

describe("the demo", () => {
  it("says how far it is, and how many messages it made", async () => {
    expect(progress.at(-1)).toEqual([filled.messages, filled.messages]);
    expect(progress.length).toBeGreaterThan(60);
  });

  it("is made of back-dated stories that have mostly ended, and some that are still open", async () => {
    const messages = await demoMessages();
    expect(messages.length).toBeGreaterThan(60);
    for (const { createdAt } of messages) {
      expect(createdAt.getTime()).toBeLessThanOrEqual(NOW.getTime());
      expect(createdAt.getTime()).toBeGreaterThan(NOW.getTime() - 10 * DAY_MS);
    }
    const open = messages.filter(({ isFinal }) => !isFinal);
    expect(open.length).toBeGreaterThan(0);
    for (const { createdAt } of open) expect(NOW.getTime() - createdAt.getTime()).toBeLessThan(DAY_MS / 24);
    const kinds = new Set(messages.map(({ status }) => status));
    for (const status of ["delivered", "unknown"]) expect(kinds).toContain(status);
    const attempts = await db().verification.findMany({ where: { demo: true } });
    for (const state of ["verified", "expired", "blocked", "requested"]) {
      expect(attempts.map((attempt) => attempt.state)).toContain(state);
    }
  });

  it("keeps numbers sealed and masked alone, and they belong to nobody", async () => {
    const all = await demoMessages();
    // What is known from receipts alone has a number, unless the provider names none (OTPIQ); a registration always does.
    const messages = all.filter(({ recipientCiphertext, registeredAt }) => recipientCiphertext || registeredAt);
    const without = all.filter((message) => !messages.includes(message));
    expect(without.filter(({ provider }) => provider !== "otpiq")).toEqual([]);
    const numbers = messages.map((message) => {
      if (!message.recipientCiphertext) throw new Error("a registered demo message without its recipient");
      return open(message.recipientCiphertext, "recipient", message.cryptoId).toString("utf8");
    });
    for (const [index, number] of numbers.entries()) {
      expect(number).toMatch(FICTIONAL);
      expect(parseRecipient(number)).toMatchObject({ ok: true, mask: messages[index]?.recipientMasked });
    }
    // An end of zeros alone also stands in the id of no connection: such a number is looked for whole.
    const clear = new Set(
      numbers.map((number) => {
        const end = number.slice(-9);
        return /^0+$/.test(end) ? (parsePhoneNumber(number)?.nationalNumber ?? number) : end;
      }),
    );
    for (const table of [
      "messages",
      "message_events",
      "message_refs",
      "verifications",
      "verification_events",
      "review_items",
    ]) {
      const { rows } = await readPool().query<{ text: string }>(`SELECT t::text AS text FROM ${table} t`);
      const texts = rows.map(({ text }) => text.replace(/\\x[0-9a-f]+/g, ""));
      const leaks = [...clear].flatMap((number) => texts.filter((text) => text.includes(number)));
      expect(leaks).toEqual([]);
    }
  });

  it("leaves the rollups equal to what they sum up", async () => {
    expect((await checkDrift()).drifts).toEqual([]);
  });
});

describe("the demo's examples", () => {
  const TITLES: Record<DemoStory, RegExp> = {
    second_try: /^Verified .+ after the second (SMS|message \(.+\))\. The first was never confirmed\.$/,
    carrier_filtered: /filtered/,
    no_receipt: /^No receipt came within .+\. It may or may not have arrived\./,
    conflicting: /^Reported delivered by one receipt and failed by another\./,
    duplicate: /^Verified .+ after the (SMS|WhatsApp message)\.$/,
    verified: /^Verified .+ after the (SMS|WhatsApp message)\.$/,
  };

  it.each([0, 0.25, 1, 7])("are what their titles say, each where its text leads to, %d days on", async (days) => {
    const later = new Date(NOW.getTime() + days * DAY_MS);
    await noteMissingReceipts(later);
    await closeVerifications(later);
    const examples = await listDemoExamples();
    expect(examples.map(({ about }) => about)).toEqual(Object.keys(TITLES));
    for (const { about, userRef } of examples) {
      const found = await lookUp(userRef, { defaultCountries: [] });
      expect(found.kind).toBe("one");
      const page = found.kind === "one" ? await getStory(found.storyId, later) : null;
      if (!page) throw new Error("an example that leads nowhere");
      const { headline, badges } = verdict(decide(page.story), (at) => at.toISOString().slice(11, 16));
      expect(headline).toMatch(TITLES[about]);
      const repeats = page.story.messages
        .flatMap(({ events }) => events)
        .some(({ duplicateCount }) => duplicateCount > 0);
      if (about === "duplicate") expect(repeats).toBe(true);
      if (about !== "verified") continue;
      expect(badges.map(({ tone }) => tone)).toEqual(["ok", "ok"]);
      expect([repeats, page.story.verification?.wrongCodes]).toEqual([false, 0]);
    }
  });
});

describe("removing the demo", () => {
  it("takes every row and account of the demo, and nothing else", async () => {
    const ids = (await demoMessages()).map(({ id }) => id);
    await noteZone("UTC");
    expect(await sumDays({ now: NOW })).toBeGreaterThan(0);
    const removed = await removeDemo();
    expect(removed.messages).toBe(ids.length);
    expect(await demoMessages()).toEqual([]);
    expect(await db().messageEvent.count({ where: { messageId: { in: ids } } })).toBe(0);
    expect(await db().messageRef.count({ where: { messageId: { in: ids } } })).toBe(0);
    expect(await db().eventPayload.count({ where: { messageId: { in: ids } } })).toBe(0);
    for (const left of [db().verification, db().providerConnection, db().user, db().apiKey] as const) {
      expect(await (left as { count(of: object): Promise<number> }).count({ where: { demo: true } })).toBe(0);
    }
    const real = await db().message.findUniqueOrThrow({ where: { id: realMessageId } });
    expect(await db().verification.count({ where: { id: real.verificationId ?? "" } })).toBe(1);
    expect((await checkDrift()).drifts).toEqual([]);
    expect(await sumDays({ now: NOW })).toBeGreaterThan(0);
    expect([await db().deliverySum.count(), await db().verificationSum.count()]).toEqual([0, 0]);
    expect((await checkDrift()).drifts).toEqual([]);
  });
});

const FICTIONAL =
  /^\+(9155550\d{5}|551190000\d{4}|628400000\d{4}|52550000\d{4}|1\d{3}55501\d\d|447700900\d{3}|234940000\d{4}|4917139200\d\d|49176040690\d\d|33639980\d{3}|46701740(6\d\d))$/;

async function demoMessages() {
  const connections = await db().providerConnection.findMany({ where: { demo: true }, select: { id: true } });
  return db().message.findMany({ where: { connectionId: { in: connections.map(({ id }) => id) } } });
}
