import { encode } from "next-auth/jwt";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { GET as describeSession } from "@/app/api/auth/[...nextauth]/route";
import { systemClock } from "@/lib/clock";
import { db } from "@/lib/db";
import { changeAccount } from "@/lib/users/change-account";
import { sessionCookie, sessionSecret } from "./auth";
import { currentSession, currentUser } from "./current-user";
import { mintUser } from "./fixtures/session";
import { hashPassword } from "./hash-password";
import { changePassword } from "./passwords/change-password";
import { offerReset } from "./passwords/offer-reset";
import { spendReset } from "./passwords/spend-reset";
import { endSession, startSession } from "./session";
import { signOutEverywhere } from "./sessions/end-sessions";
import { expireSessions } from "./sessions/expire-sessions";
import { findSession } from "./sessions/find-session";
import { openSession, SESSION_SECONDS } from "./sessions/open-session";

/** The cookies of the browser that asks. */
let jar = new Map<string, string>();
vi.mock("next/headers", () => ({
  cookies: async () => ({
    get: (name: string) => (jar.has(name) ? { name, value: jar.get(name) } : undefined),
    set: (name: string, value: string) => void jar.set(name, value),
    delete: (name: string) => void jar.delete(name),
  }),
}));

const SYSTEM = { kind: "system" } as const;
const PASSWORD = "unlikely-7-otters-dance";
const OTHER_PASSWORD = "quiet-11-lanterns-hum";

beforeEach(() => {
  jar = new Map();
});

describe("a session", () => {
  it("is carried by the cookie, and ends at the server: a copy of the cookie opens nothing any more", async () => {
    const { id } = await mintUser("agent");
    const copy = await signedInBrowser(id);
    expect(await currentUser()).toMatchObject({ id });
    await endSession();
    expect(jar.size).toBe(0);
    jar = copy;
    expect(await currentUser()).toBeNull();
    expect(await actionsOf(id)).toEqual(["sign_out"]);
  });

  it("is one browser's: the others stay", async () => {
    const { id } = await mintUser("agent");
    const [desk, phone] = [await signedInBrowser(id), await signedInBrowser(id)];
    await endSession();
    expect([await whoIsIn(desk), await whoIsIn(phone)]).toEqual([id, null]);
  });

  it("makes way for the next one in its browser", async () => {
    const [one, other] = [await mintUser("agent"), await mintUser("agent")];
    const copy = await signedInBrowser(one.id);
    await startSession(other.id);
    expect(await currentUser()).toMatchObject({ id: other.id });
    expect(await whoIsIn(copy)).toBeNull();
    expect(await actionsOf(one.id)).toEqual(["sign_out"]);
  });

  it("is none where the cookie is garbage, of an earlier version, made up, or of another secret", async () => {
    const { id } = await mintUser("agent");
    const secret = sessionSecret();
    const sessionId = await openSession({ userId: id }, new Date());
    for (const value of [
      "garbage",
      "a.b.c.d.e",
      await encode({ token: { userId: id }, secret }),
      await encode({ token: { sessionId: "' OR true --" }, secret }),
      await encode({ token: { sessionId: "0193f7a0-0000-7000-8000-000000000000" }, secret }),
      await encode({ token: { sessionId }, secret: "x".repeat(32) }),
    ]) {
      jar = new Map([[sessionCookie().name, value]]);
      expect(await currentUser()).toBeNull();
    }
  });

  it("lasts a working day at most, and is then forgotten on record", async () => {
    const { id } = await mintUser("agent");
    const began = new Date("2026-11-21T06:00:00Z");
    const session = (await openSession({ userId: id }, began)) ?? "";
    const later = (seconds: number) => new Date(began.getTime() + seconds * 1000);
    expect(SESSION_SECONDS).toBe(12 * 3600);
    expect(await findSession(session, later(SESSION_SECONDS - 1))).toMatchObject({ user: { id } });
    expect(await findSession(session, later(SESSION_SECONDS))).toBeNull();
    await expireSessions(later(SESSION_SECONDS - 1));
    expect(await db().session.count({ where: { userId: id } })).toBe(1);
    await expireSessions(later(SESSION_SECONDS));
    expect(await db().session.count({ where: { userId: id } })).toBe(0);
    expect(await actionsOf(id)).toEqual(["session_expired"]);
  });

  it("is not prolonged by asking for it", async () => {
    const { id } = await mintUser("agent");
    await signedInBrowser(id);
    const { expiresAt } = await db().session.findFirstOrThrow({ where: { userId: id } });
    const answer = await askForSession();
    expect(await answer.json()).toEqual({ userId: id, expires: expiresAt.toISOString() });
    expect(answer.headers.getSetCookie()).toEqual([]);
    await endSession();
    expect(await (await askForSession()).json()).toEqual({});
  });
});

describe("every session of somebody ends at once", () => {
  it("where they sign out everywhere", async () => {
    const { id } = await mintUser("agent");
    const browsers = await twoBrowsers(id);
    const session = await currentSession();
    if (!session) throw new Error("not in");
    await signOutEverywhere(session, systemClock);
    await expectOut(browsers);
    const entry = await db().auditEntry.findFirst({ where: { subjectId: id, action: "sign_out" } });
    expect(entry).toMatchObject({ actorId: id, details: { everywhere: true, sessions: 2 } });
  });

  it("where they are disabled, and none comes back with the account", async () => {
    const { id } = await mintUser("agent");
    const browsers = await twoBrowsers(id);
    await changeAccount(SYSTEM, id, { to: "disabled" }, systemClock);
    await expectOut(browsers);
    expect(await openSession({ userId: id }, new Date())).toBeNull();
    await changeAccount(SYSTEM, id, { to: "enabled" }, systemClock);
    await expectOut(browsers);
    expect(await actionsOf(id)).toEqual(["user_disabled", "user_enabled"]);
  });

  it("where they change their password, the other browsers' too", async () => {
    const { id } = await mintUser("agent");
    await db().user.update({ where: { id }, data: { passwordHash: await hashPassword(PASSWORD) } });
    const browsers = await twoBrowsers(id);
    expect(await changePassword({ current: PASSWORD, password: OTHER_PASSWORD }, systemClock)).toMatchObject({
      ok: true,
    });
    await expectOut(browsers);
    expect(await actionsOf(id)).toEqual(["password_changed"]);
  });

  it("where a link set a new password", async () => {
    const { id } = await mintUser("agent");
    const browsers = await twoBrowsers(id);
    const offered = await offerReset(SYSTEM, id, systemClock);
    if (!offered.ok) throw new Error(offered.code);
    expect(await spendReset({ token: offered.token, password: PASSWORD }, systemClock)).toMatchObject({ ok: true });
    await expectOut(browsers);
    expect(await actionsOf(id)).toEqual(["password_reset_offered", "password_reset"]);
  });
});

/** A fresh browser, signed in; returned is a copy of its cookies, and it is the one that asks. */
async function signedInBrowser(userId: string): Promise<Map<string, string>> {
  jar = new Map();
  await startSession(userId);
  return new Map(jar);
}

async function twoBrowsers(userId: string) {
  const browsers = [await signedInBrowser(userId), await signedInBrowser(userId)];
  for (const browser of browsers) expect(await whoIsIn(browser)).toBe(userId);
  return browsers;
}

async function expectOut(browsers: Map<string, string>[]): Promise<void> {
  for (const browser of browsers) expect(await whoIsIn(browser)).toBeNull();
}

async function whoIsIn(browser: Map<string, string>): Promise<string | null> {
  jar = new Map(browser);
  return (await currentUser())?.id ?? null;
}

function askForSession(): Promise<Response> {
  const request = new Request("http://127.0.0.1/api/auth/session");
  return describeSession(request, { params: Promise.resolve({ nextauth: ["session"] }) });
}

async function actionsOf(subjectId: string): Promise<string[]> {
  const rows = await db().auditEntry.findMany({ where: { subjectId }, orderBy: { number: "asc" } });
  return rows.map(({ action }) => action);
}
