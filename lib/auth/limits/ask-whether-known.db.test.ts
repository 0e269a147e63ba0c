import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { db } from "@/lib/db";
import { type Asker, askWhetherKnown, MISSES_AN_HOUR } from "./ask-whether-known";

inOwnDatabase();

const AT = new Date("2026-11-28T14:00:30Z");
const NEXT_HOUR = new Date("2026-11-28T15:00:00Z");

let person: Asker;
let app: Asker;
beforeEach(() => {
  person = { kind: "user", id: randomUUID() };
  app = { kind: "api_key", id: randomUUID() };
});

describe.each(["user", "api_key"] as const)("a budget of misses (%s)", (kind) => {
  const asker = () => (kind === "user" ? person : app);
  const limit = MISSES_AN_HOUR[kind];

  it("is used up by what is not known, and then nothing is answered, known or not, until the hour is over", async () => {
    for (let n = 0; n < limit; n++) expect(await ask(asker(), `a${n}`, 1)).toMatchObject({ ok: true });
    const stopped = { ok: false, code: "rate_limited", because: "misses", retryAfterSeconds: 3570 };
    expect(await ask(asker(), "another", 1)).toEqual(stopped);
    expect(await ask(asker(), "known", 0)).toEqual(stopped);
    expect(await ask(asker(), "known", 0, NEXT_HOUR)).toMatchObject({ ok: true });
    const noted = await db().auditWaiting.findMany({ where: { actorId: asker().id } });
    expect(noted).toMatchObject([
      { action: "looking_stopped", actorKind: kind, subjectType: kind, details: { misses: limit }, at: AT },
    ]);
  });

  it("takes hits and what was asked before for nothing", async () => {
    for (let n = 0; n < limit + 5; n++) expect(await ask(asker(), `known ${n}`, 0)).toMatchObject({ ok: true });
    expect(await ask(asker(), "the same", 1)).toMatchObject({ isRepeated: false });
    for (let n = 0; n < limit + 5; n++) expect(await ask(asker(), "the same", 1)).toMatchObject({ isRepeated: true });
    for (let n = 1; n < limit; n++) expect(await ask(asker(), `a${n}`, 1)).toMatchObject({ ok: true });
    expect(await ask(asker(), "one more", 1)).toMatchObject({ ok: false });
  });

  it("gives back what a failure took", async () => {
    const failing = () => askWhetherKnown({ ...question(asker(), "x"), ask: () => Promise.reject(new Error("away")) });
    for (let n = 0; n < limit + 5; n++) await expect(failing()).rejects.toThrow("away");
    expect(await ask(asker(), "x", 1)).toMatchObject({ ok: true });
  });
});

describe("a person's budget", () => {
  it("holds for many questions at once", async () => {
    const answers = await Promise.all(Array.from({ length: 118 }, (_, n) => ask(person, `a${n}`, 1)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(MISSES_AN_HOUR.user);
  });

  it("pays for each of the things that one question is about", async () => {
    const ten = (n: number, misses: number) =>
      askWhetherKnown({ ...question(person, `ten ${n}`), count: 10, ask: async () => ({ answer: null, misses }) });
    for (const [n, misses] of [10, 9, 10].entries()) expect(await ten(n, misses)).toMatchObject({ ok: true });
    expect(await ten(4, 0)).toMatchObject({ ok: false, because: "misses" });
    expect(await ask(person, "one", 1)).toMatchObject({ ok: true });
    expect(await ask(person, "two", 1)).toMatchObject({ ok: false });
  });

  it("of hits is bounded too, and far higher", async () => {
    for (let n = 0; n < 200; n++) await ask(person, `known ${n}`, 0);
    expect(await ask(person, "known", 0)).toMatchObject({ ok: false, because: "asks", retryAfterSeconds: 570 });
  });
});

it("keeps nothing of what was asked", async () => {
  const about = `+4477009${randomUUID()}`;
  await ask(person, about, 1);
  const keys = (await db().rateLimit.findMany({ where: { key: { startsWith: "known-" } } })).map(({ key }) => key);
  expect(keys.length).toBeGreaterThan(2);
  expect(keys.filter((key) => key.includes(about) || key.includes(person.id))).toEqual([]);
});

function ask(asker: Asker, about: string, misses: number, at = AT) {
  return askWhetherKnown({ ...question(asker, about, at), ask: async () => ({ answer: null, misses }) });
}

function question(asker: Asker, about: string, at = AT) {
  return { asker, about, at };
}
