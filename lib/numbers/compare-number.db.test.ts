import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { endSession, mintUser, signInAs, startSession } from "@/lib/auth/fixtures/session";
import { ROLES } from "@/lib/auth/permissions";
import { db } from "@/lib/db";
import { provideEnv } from "@/lib/env";
import { lookUpOnRecord } from "@/lib/stories/look-up-on-record";
import { compareNumber } from "./compare-number";
import { mintMessage, mintVerification } from "./fixtures/mint-story";

vi.mock("@/lib/auth/session", () => import("@/lib/auth/fixtures/session"));

const NUMBER = "+447700900123";
const NOW = new Date("2026-11-21T14:00:00Z");
const clock = () => NOW;
const compare = (id: string, typed: string, at = NOW) => compareNumber({ id, typed }, () => at);

let agent: { id: string };
beforeEach(async () => {
  agent = await signInAs("agent");
});

describe("compareNumber", () => {
  it.each([
    "+44 7700 900123",
    "0044 7700-900-123",
    "07700 900123",
    "447700900123",
    "(07700) 900 123",
    "tel:+447700900123",
  ])("reads %s as the number on record", async (typed) => {
    expect(await compare(await mintMessage(NUMBER), typed)).toEqual({ ok: true, same: true });
  });

  it.each(["+44 7700 900124", "+1 7700 900123", "07700 900132", "someone@example.com"])(
    "says that %s is not the same",
    async (typed) => {
      expect(await compare(await mintMessage(NUMBER), typed)).toEqual({ ok: true, same: false });
    },
  );

  it.each([
    ["+5215512345678", "+52 55 1234 5678"],
    ["+525512345678", "044 55 1234 5678"],
    ["+551187654300", "(11) 98765-4300"],
    ["+5511987654300", "+55 11 8765 4300"],
    ["+2250707123456", "07 12 34 56"],
  ])("knows %s, read out as %s, for the same subscriber", async (number, typed) => {
    expect(await compare(await mintMessage(number), typed)).toEqual({ ok: true, same: true });
  });

  it.each([
    ["+5491123456700", "+54 11 2345 6700"],
    ["+541123456700", "11 15 2345 6700"],
    ["+551178654300", "11 97865 4300"],
  ])("says of %s, read out as %s, that it is the other form", async (number, typed) => {
    expect(await compare(await mintMessage(number), typed)).toEqual({ ok: true, same: true, twin: true });
  });

  it("reads one number at a time: two would be two tries", async () => {
    const id = await mintMessage(NUMBER);
    expect(await compare(id, `${NUMBER} or +447700900124`)).toEqual({ ok: false, code: "unreadable" });
    expect(await compare(id, `Mob: ${NUMBER} (or ${NUMBER})`)).toEqual({ ok: true, same: true });
  });

  it("compares addresses too", async () => {
    const id = await mintMessage("Pat.Doe@example.com");
    expect(await compare(id, "pat.doe@EXAMPLE.com")).toEqual({ ok: true, same: true });
    expect(await compare(id, "pat@example.com")).toEqual({ ok: true, same: false });
  });

  it("takes an attempt's own number, its first message's where it has none, and the survivor of a merge", async () => {
    const own = await mintVerification(NUMBER);
    expect(await compare(own, NUMBER)).toEqual({ ok: true, same: true });
    const bare = await mintVerification(null);
    const survivor = await mintMessage(NUMBER, { verificationId: bare });
    expect(await compare(bare, NUMBER)).toEqual({ ok: true, same: true });
    const merged = await mintMessage(null, { mergedInto: survivor });
    expect(await compare(merged, NUMBER)).toEqual({ ok: true, same: true });
  });

  it("does not say 'not the same' of what it cannot read or does not have", async () => {
    const id = await mintMessage(NUMBER);
    for (const typed of ["", "hello", "12", "9".repeat(2_000)]) {
      expect(await compare(id, typed)).toEqual({ ok: false, code: "unreadable" });
    }
    expect(await compare(await mintMessage(null), NUMBER)).toEqual({ ok: false, code: "no_number" });
    expect(await compare(await mintVerification(null), NUMBER)).toEqual({ ok: false, code: "no_number" });
  });

  it("records each comparison with its outcome and without either number", async () => {
    const id = await mintMessage(NUMBER);
    await compare(id, "+44 7700 900199");
    await compare(id, NUMBER);
    const rows = await db().auditEntry.findMany({ where: { actorId: agent.id }, orderBy: { number: "asc" } });
    expect(rows.map(({ details }) => details)).toEqual([{ same: false }, { same: true }]);
    expect(rows[0]).toMatchObject({ action: "number_compared", subjectType: "message", subjectId: id, personal: null });
    const text = JSON.stringify(rows, (_, value) => (typeof value === "bigint" ? String(value) : value));
    expect(text).not.toMatch(/7700.?900/);
  });

  it("gives five tries a person and hour, in whichever of their stories, and to each agent", async () => {
    const story = await mintVerification(NUMBER);
    const message = await mintMessage(NUMBER, { verificationId: story });
    const other = await mintMessage(NUMBER);
    for (const id of [story, message, other, message, story])
      expect(await compare(id, NUMBER)).toMatchObject({ ok: true });
    for (const id of [story, message, other, await mintMessage(NUMBER)]) {
      expect(await compare(id, NUMBER)).toEqual({ ok: false, code: "rate_limited", retryAfterSeconds: 3600 });
    }
    expect(await compare(await mintMessage("+447700900124"), NUMBER)).toMatchObject({ ok: true });
    expect(await compare(story, NUMBER, new Date(NOW.getTime() + 3_600_000))).toMatchObject({ ok: true });
    await signInAs("agent");
    expect(await compare(story, NUMBER)).toMatchObject({ ok: true });
  });

  it("caps what one agent compares of all people", async () => {
    const codes = [];
    for (let n = 0; n < 61; n++) {
      const number = `+4477009001${10 + n}`;
      codes.push((await compare(await mintMessage(number), number)).ok);
    }
    expect(codes).toEqual([...Array(60).fill(true), false]);
  });

  it("draws what is not the same from the budget that look-ups draw from", async () => {
    const ids: string[] = [];
    for (let n = 0; n < 40; n++) ids.push(await mintMessage(`+4477009002${10 + n}`));
    const answers = [];
    for (const id of ids.slice(0, 31)) answers.push(await compare(id, NUMBER));
    expect(answers.slice(0, 30)).toEqual(Array(30).fill({ ok: true, same: false }));
    expect(answers[30]).toMatchObject({ ok: false, code: "rate_limited", because: "misses" });
    const lookUp = await lookUpOnRecord("+44 7700 900399", { defaultCountries: [] }, clock);
    expect(lookUp).toMatchObject({ ok: false, because: "misses" });
  });

  it("fails loudly when the number was hashed with a key that is gone", async () => {
    const id = await mintMessage(NUMBER);
    await db().message.update({ where: { id }, data: { recipientHashKey: "retired" } });
    await expect(compare(id, NUMBER)).rejects.toMatchObject({ code: "misconfigured" });
  });

  it("still knows a number that an older key hashed", async () => {
    const id = await mintMessage(NUMBER);
    const { PHONE_HASH_KEYS = "" } = process.env;
    provideEnv({ PHONE_HASH_KEYS: `newer:${Buffer.alloc(32, 7).toString("base64")},${PHONE_HASH_KEYS}` });
    const result = await compare(id, NUMBER).finally(() => provideEnv({ PHONE_HASH_KEYS }));
    expect(result).toEqual({ ok: true, same: true });
  });
});

describe("who may compare", () => {
  it.each(ROLES)("%s may", async (role) => {
    await signInAs(role);
    expect(await compare(await mintMessage(NUMBER), NUMBER)).toEqual({ ok: true, same: true });
  });

  it("nobody else may, and learns nothing", async () => {
    const id = await mintMessage(NUMBER);
    await endSession();
    await expect(compare(id, NUMBER)).rejects.toMatchObject({ code: "unauthenticated" });
    await startSession((await mintUser("agent", { status: "disabled" })).id);
    await expect(compare(id, NUMBER)).rejects.toMatchObject({ code: "unauthenticated" });
  });

  it.each(["", "not-an-id", randomUUID(), "' OR 1=1 --"])("finds nothing by the id %j", async (id) => {
    expect(await compareNumber({ id, typed: NUMBER }, clock)).toEqual({ ok: false, code: "not_found" });
  });
});
