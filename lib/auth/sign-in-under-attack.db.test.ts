import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { db } from "@/lib/db";
import { provideEnv } from "@/lib/env";
import { newId } from "@/lib/ids";
import { findDevice, withDevice } from "./door/known-devices";
import { type SignInFrom, type SignInResult, signIn } from "./sign-in";

inOwnDatabase();
// What a password's check costs is another test's: here are hundreds of them.
vi.mock("./verify-password", () => ({
  verifyPassword: async (hash: string | null | undefined, password: string) => hash === `hash of ${password}`,
}));

/** A window of limits of its own for each test that is about what all share. */
let start = new Date("2026-11-21T14:00:00Z");
const passwordHash = "hash of right";
beforeEach(() => {
  start = new Date(start.getTime() + 3_600_000);
});
const later = (seconds: number) => new Date(start.getTime() + seconds * 1000);

type Attack = { name: string; from: () => (n: number) => string | null };
const ATTACKS: Attack[] = [
  {
    name: "one address, the account's own",
    from: () => {
      const address = randomUUID();
      return () => address;
    },
  },
  {
    name: "four addresses",
    from: () => {
      const addresses = Array.from({ length: 4 }, () => randomUUID());
      return (n) => addresses[n % 4] ?? null;
    },
  },
  { name: "a hundred addresses", from: () => () => randomUUID() },
  { name: "nowhere", from: () => () => null },
];

describe.each(ATTACKS)("while a hundred strangers fail from $name", ({ from }) => {
  it("the right password passes at once from a browser that the account has used before", async () => {
    const user = await mintUser();
    const address = from();
    await fail(user.email, address);
    const devices = withDevice(undefined, user.id, later(-86_400));
    for (let n = 0; n < 3; n++) {
      expect(await attempt(user.email, "right", { address: address(0), devices })).toEqual({
        ok: true,
        userId: user.id,
      });
    }
  });

  it("from another browser it waits as long as is said, and passes then, though they go on", async () => {
    const user = await mintUser();
    const address = from();
    await fail(user.email, address);
    const first = await attempt(user.email, "right", { address: address(0) });
    if (first.ok) return expect(first.userId).toBe(user.id);
    const wait = waitOf(first);
    expect(wait.seconds).toBeLessThanOrEqual(10);
    await fail(user.email, address, later(wait.seconds - 1));
    const again = { address: address(0), turn: wait.turn };
    expect(await attempt(user.email, "right", again, later(wait.seconds - 1))).toMatchObject({ code: "rate_limited" });
    expect(await attempt(user.email, "right", again, later(wait.seconds))).toEqual({ ok: true, userId: user.id });
  });
});

describe("a hundred failures at invented accounts from a shared address", () => {
  it.each([
    ["known", randomUUID()],
    ["unknown", null],
  ])("(%s) slow a new browser down, and no known one", async (_, address) => {
    const user = await mintUser();
    for (let n = 0; n < 100; n++) await attempt(`${randomUUID()}@example.com`, "x", { address });
    const devices = withDevice(undefined, user.id, start);
    expect(await attempt(user.email, "right", { address, devices })).toMatchObject({ ok: true });
    const { seconds, turn } = waitOf(await attempt(user.email, "right", { address }));
    expect(await attempt(user.email, "right", { address, turn }, later(seconds))).toMatchObject({ ok: true });
  });

  it("leave no more to keep than the address's own limit", async () => {
    const [address, before] = [randomUUID(), await db().rateLimit.count()];
    for (let n = 0; n < 130; n++) await attempt(`${randomUUID()}@example.com`, "x", { address });
    expect((await db().rateLimit.count()) - before).toBeLessThanOrEqual(201);
  });

  it("are followed by one guess in five seconds, whatever accounts they name and however many come back", async () => {
    const address = randomUUID();
    for (let n = 0; n < 100; n++) await attempt(`${randomUUID()}@example.com`, "x", { address });
    const guesses = Array.from({ length: 40 }, () => ({ email: `${randomUUID()}@example.com`, turn: "" }));
    for (const guess of guesses) guess.turn = waitOf(await attempt(guess.email, "x", { address })).turn;
    const answers = await Promise.all(
      guesses.map(({ email, turn }) => attempt(email, "x", { address, turn }, later(10))),
    );
    expect(answers.filter(({ ok, ...rest }) => !ok && "code" in rest && rest.code === "wrong")).toHaveLength(1);
    const waits = answers.flatMap((answer) => ("turn" in answer ? answer.retryAfterSeconds : [])).sort((a, b) => a - b);
    expect(waits).toEqual(Array.from({ length: 39 }, (_, n) => (n + 1) * 5));
    const late = answers.findIndex((answer) => "turn" in answer && answer.retryAfterSeconds === 195);
    const { turn } = waitOf(answers[late] as SignInResult);
    const email = guesses[late]?.email ?? "";
    expect(await attempt(email, "x", { address, turn }, later(205))).toEqual({ ok: false, code: "wrong" });
  });
});

describe("a turn", () => {
  it("is one account's, once, and nobody makes one up", async () => {
    const [user, other] = [await mintUser(), await mintUser()];
    const address = randomUUID();
    for (const { email } of [user, other]) await fail(email, () => address);
    const { turn, seconds } = waitOf(await attempt(user.email, "right", { address }));
    const then = later(seconds);
    expect(await attempt(other.email, "right", { address, turn }, then)).toMatchObject({ code: "rate_limited" });
    const earlier = turn.replace(/\.[0-9a-z]{8}\./, `.${later(-60).getTime().toString(36)}.`);
    expect(await attempt(user.email, "right", { address, turn: earlier })).toMatchObject({ code: "rate_limited" });
    const surer = turn.replace(".first.", ".kept.");
    expect(await attempt(user.email, "right", { address, turn: surer }, then)).toMatchObject({ code: "rate_limited" });
    expect(await attempt(user.email, "wrong", { address, turn }, then)).toEqual({ ok: false, code: "wrong" });
    expect(await attempt(user.email, "right", { address, turn }, then)).toMatchObject({ code: "rate_limited" });
  });

  it("is asked for alike where there is no such account, it is disabled, or has no password", async () => {
    const emails = [`${randomUUID()}@example.com`, (await mintUser()).email];
    emails.push((await mintUser({ status: "disabled" })).email, (await mintUser({ passwordHash: null })).email);
    for (const email of emails) {
      const address = randomUUID();
      await fail(email, () => address);
      const { seconds, turn } = waitOf(await attempt(email, "wrong", { address }));
      expect(seconds).toBe(10);
      expect(await attempt(email, "wrong", { address, turn }, later(10))).toEqual({ ok: false, code: "wrong" });
    }
  });
});

describe("a known browser", () => {
  it("is known for the accounts that signed in from it, the latest eight, and half a year", () => {
    const ids = Array.from({ length: 9 }, () => randomUUID());
    const kept = ids.reduce((sofar, id) => withDevice(sofar, id, start), "");
    const found = ids.map((id) => findDevice(kept, id, later(179 * 86_400)) !== null);
    expect(found).toEqual([false, ...Array(8).fill(true)]);
    expect(findDevice(kept, ids[8] ?? "", later(181 * 86_400))).toBeNull();
    expect(findDevice(kept, randomUUID(), start)).toBeNull();
    expect(kept.split("~")).toHaveLength(8);
    for (const id of ids) expect(kept).not.toContain(id);
  });

  it("stays known when the keys are rotated, and is none with a key of somebody else", () => {
    const id = randomUUID();
    const kept = withDevice(undefined, id, start);
    const { PHONE_HASH_KEYS = "" } = process.env;
    const newer = `newer:${Buffer.alloc(32, 7).toString("base64")}`;
    provideEnv({ PHONE_HASH_KEYS: `${newer},${PHONE_HASH_KEYS}` });
    expect(findDevice(kept, id, start)).not.toBeNull();
    provideEnv({ PHONE_HASH_KEYS: newer });
    const found = findDevice(kept, id, start);
    provideEnv({ PHONE_HASH_KEYS });
    expect(found).toBeNull();
  });

  it("that is stolen guesses ten times, and waits like any other then", async () => {
    const user = await mintUser();
    const devices = withDevice(undefined, user.id, start);
    const address = randomUUID();
    await fail(user.email, () => address);
    const codes = [];
    for (let n = 0; n < 11; n++) codes.push(await attempt(user.email, "wrong", { address, devices }));
    expect(codes.slice(0, 10)).toEqual(Array(10).fill({ ok: false, code: "wrong" }));
    expect(codes[10]).toMatchObject({ code: "rate_limited", retryAfterSeconds: 10 });
  });

  it("of one account spares no other", async () => {
    const [user, other] = [await mintUser(), await mintUser()];
    const address = randomUUID();
    await fail(other.email, () => address);
    const devices = withDevice(undefined, user.id, start);
    expect(await attempt(other.email, "right", { address, devices })).toMatchObject({ code: "rate_limited" });
  });
});

function attempt(email: string, password: string, from: SignInFrom, at = start): Promise<SignInResult> {
  return signIn({ email, password }, from, () => at);
}

async function fail(email: string, address: (n: number) => string | null, at = start): Promise<void> {
  for (let n = 0; n < 100; n++) await attempt(email, "wrong", { address: address(n) }, at);
}

function waitOf(result: SignInResult): { seconds: number; turn: string } {
  if (result.ok || result.code !== "rate_limited") throw new Error(`no wait, but ${JSON.stringify(result)}`);
  return { seconds: result.retryAfterSeconds, turn: result.turn };
}

async function mintUser(more: { status?: string; passwordHash?: string | null } = {}) {
  const email = `${randomUUID()}@example.com`;
  const base = {
    id: newId(start),
    email,
    name: "Test",
    role: "agent",
    passwordHash,
    createdAt: start,
    updatedAt: start,
  };
  return db().user.create({ data: { ...base, ...more } });
}
