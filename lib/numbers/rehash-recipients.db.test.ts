import pRetry from "p-retry";
import type pg from "pg";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { makePartitionsAhead } from "@/lib/database/partitions";
import { db, openPool } from "@/lib/db";
import { hashRecipient, hashSpelling } from "@/lib/privacy/hash-recipient";
import { open } from "@/lib/privacy/seal";
import { lookUp } from "@/lib/stories/look-up";
import { mintMessage, mintVerification } from "./fixtures/mint-story";
import { rehashRecipients } from "./rehash-recipients";

inOwnDatabase();
beforeAll(() => makePartitionsAhead(new Date()));
const NOW = new Date("2026-11-27T10:00:00Z");
const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

/** As a process of before stored it: under the hash of its spelling. */
async function mintOld(table: "message" | "verification", number: string): Promise<string> {
  const id = table === "message" ? await mintMessage(number) : await mintVerification(number);
  const data = { recipientHash: new Uint8Array(hashSpelling(number).hash), recipientMasked: "of before" };
  if (table === "message") await db().message.update({ where: { id }, data });
  else await db().verification.update({ where: { id }, data });
  return id;
}

async function rows() {
  const [messages, verifications] = await Promise.all([db().message.findMany(), db().verification.findMany()]);
  return [...messages, ...verifications];
}

async function wrong(): Promise<number> {
  return (await rows()).filter(({ recipientHash, recipientCiphertext, cryptoId }) => {
    if (!recipientHash || !recipientCiphertext) return false;
    const number = open(recipientCiphertext, "recipient", cryptoId).toString("utf8");
    return !hashRecipient(number).hash.equals(Buffer.from(recipientHash));
  }).length;
}

beforeEach(async () => {
  await db().$executeRaw`DELETE FROM settings WHERE name = 'recipient-hashes'`;
  await db().message.deleteMany({ where: { id: { gte: "00000000-0000-0000-0000-000000000000" } } });
  await db().verification.deleteMany();
});

describe("rows of before", () => {
  it("are found by each spelling, and their number keeps the one that it has", async () => {
    const message = await mintOld("message", "+551187654300");
    const verification = await mintOld("verification", "+24106123456");
    for (const text of ["+5511987654300", "+55 11 8765 4300"]) expect(await find(text)).toBe(message);
    const before = await rows();

    expect(await rehashRecipients({ now: NOW })).toBe(2);
    for (const text of ["+5511987654300", "+55 11 8765-4300"]) expect(await find(text)).toBe(message);
    for (const text of ["+24166123456", "+241 06 12 34 56", "+241 6 12 34 56"])
      expect(await find(text)).toBe(verification);
    const after = await rows();
    for (const [index, { recipientHash: _, recipientMasked: __, ...rest }] of after.entries()) {
      expect(before[index]).toMatchObject(rest);
    }
    expect(after.map(({ recipientMasked }) => recipientMasked)).toEqual(["+55 •• ••••• •3 00", "+241 •• •• •• 56"]);
  });

  it("of other countries, addresses and attempts without a number are left as they are", async () => {
    for (const to of ["+447700900123", "jo@example.com", "+5511987654300", null]) {
      await mintMessage(to);
      await mintVerification(to);
    }
    const before = await rows();
    expect(await rehashRecipients({ now: NOW })).toBe(0);
    expect(await rows()).toEqual(before);
  });

  it("that no key opens any more do not hold up the others", async () => {
    const lost = await mintOld("message", "+551187654301");
    await db().message.update({ where: { id: lost }, data: { recipientCiphertext: new Uint8Array(80) } });
    await mintOld("message", "+551187654302");
    expect(await rehashRecipients({ now: NOW })).toBe(1);
  });
});

describe("the job", () => {
  it("ends: with the first pass that begins an hour after it began and finds nothing", async () => {
    await mintOld("message", "+551187654300");
    expect(await rehashRecipients({ now: NOW })).toBe(1);
    await mintOld("message", "+551187654301");
    expect(await rehashRecipients({ now: later(30) })).toBe(0);
    expect(await rehashRecipients({ now: later(60) })).toBe(1);
    expect(await rehashRecipients({ now: later(65) })).toBe(0);
    expect(await progress()).toMatchObject({ done: true });
    await mintOld("message", "+551187654302");
    expect(await rehashRecipients({ now: later(9_999) })).toBe(0);
  });

  it("begins anew once the rules are others", async () => {
    for (const minutes of [0, 60]) await rehashRecipients({ now: later(minutes) });
    expect(await progress()).toMatchObject({ done: true });
    await db()
      .$executeRaw`UPDATE settings SET value = value || '{"rules": "of before"}' WHERE name = 'recipient-hashes'`;
    await mintOld("message", "+551187654300");
    expect(await rehashRecipients({ now: later(120) })).toBe(1);
  });

  it("does nothing once its time is up, and goes on the next time", async () => {
    await mintOld("message", "+551187654300");
    expect(await rehashRecipients({ now: NOW, until: new Date(0) })).toBe(0);
    expect(await rehashRecipients({ now: NOW })).toBe(1);
  });

  it("is done once, by however many at once", async () => {
    for (let n = 0; n < 20; n += 1) await mintOld(n % 2 ? "message" : "verification", `+5511876543${10 + n}`);
    const counts = await Promise.all([1, 2, 3, 4].map(() => rehashRecipients({ now: NOW })));
    await rehashRecipients({ now: NOW });
    expect(counts.reduce((sum, count) => sum + count)).toBe(20);
    expect(await wrong()).toBe(0);
  });
});

describe("killed at any statement", () => {
  let pool: pg.Pool;
  beforeEach(() => {
    pool = openPool({ max: 1 });
  });
  afterEach(() => pool.end());

  it("loses nothing, and is finished by the next run", async () => {
    for (let statements = 0; ; statements += 1) {
      await mintOld("message", "+551187654300");
      await mintOld("verification", "+551187654301");
      const before = (await rows()).length;
      const ended = await rehashRecipients({ now: NOW, pool: dyingAfter(pool, statements) }).then(
        () => true,
        () => false,
      );
      await released(pool);
      await rehashRecipients({ now: NOW });
      expect([statements, (await rows()).length, await wrong()]).toEqual([statements, before, 0]);
      await db().$executeRaw`DELETE FROM settings WHERE name = 'recipient-hashes'`;
      if (ended) return expect(statements).toBeGreaterThan(10);
    }
  });
});

/** A cut connection's locks go a moment after it: until then, a run leaves the work to it. */
async function released(pool: pg.Pool): Promise<void> {
  await pRetry(
    async () => {
      const { rowCount } = await pool.query(
        "SELECT FROM settings WHERE name = 'recipient-hashes' FOR UPDATE SKIP LOCKED",
      );
      const { rowCount: known } = await pool.query("SELECT FROM settings WHERE name = 'recipient-hashes'");
      if (rowCount !== known) throw new Error("held");
    },
    { retries: 100, minTimeout: 20, factor: 1 },
  );
}

/** Its connection is cut off by the server before a later statement, as by a process that dies. */
function dyingAfter(pool: pg.Pool, statements: number): pg.Pool {
  let left = statements;
  const counted = <T extends pg.Pool | pg.PoolClient>(target: T): T =>
    new Proxy(target, {
      get(object, name) {
        const value = Reflect.get(object, name) as unknown;
        if (name === "connect") return async () => counted(await pool.connect());
        if (typeof value !== "function") return value;
        if (name !== "query") return value.bind(object);
        return async (...args: unknown[]) => {
          left -= 1;
          if (left < 0) throw Object.assign(new Error("killed"), { code: "57P01" });
          return value.apply(object, args);
        };
      },
    });
  return counted(pool);
}

async function find(text: string): Promise<string | null> {
  const found = await lookUp(text, { defaultCountries: [] });
  return found.kind === "one" ? found.storyId : null;
}

async function progress(): Promise<unknown> {
  return (await db().setting.findUnique({ where: { name: "recipient-hashes" } }))?.value;
}
