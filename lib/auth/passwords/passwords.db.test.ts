import { randomUUID } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { db } from "@/lib/db";
import { acceptInvitation } from "../accept-invitation";
import { AddUserInput } from "../add-user";
import { createInvitation } from "../create-invitation";
import { mintUser, signInAs } from "../fixtures/session";
import { hashPassword } from "../hash-password";
import { verifyPassword } from "../verify-password";
import { changePassword } from "./change-password";
import { offerReset, offerResetForAdmin } from "./offer-reset";
import { findReset, spendReset } from "./spend-reset";

vi.mock("@/lib/auth/session", () => import("@/lib/auth/fixtures/session"));

const NOW = new Date("2026-11-21T14:00:00Z");
const clock = () => NOW;
const SYSTEM = { kind: "system" } as const;
const OLD = "unlikely-7-otters-dance";
const NEW = "quiet-11-lanterns-hum";

describe("one's own password", () => {
  it("is changed by who knows the present one, on record", async () => {
    const { id } = await signedIn();
    expect(await changePassword({ current: OLD, password: NEW }, clock)).toEqual({ ok: true, userId: id });
    const { passwordHash } = await db().user.findUniqueOrThrow({ where: { id } });
    expect([await verifyPassword(passwordHash, NEW), await verifyPassword(passwordHash, OLD)]).toEqual([true, false]);
    const entries = await db().auditEntry.findMany({ where: { subjectId: id } });
    expect(entries).toMatchObject([{ action: "password_changed", actorId: id, details: {}, personal: null }]);
  });

  it("stays where the present one is wrong, and guessing at it ends", async () => {
    const { id } = await signedIn();
    const codes = [];
    for (let n = 0; n < 11; n++) {
      const answer = await changePassword({ current: "a guess", password: NEW }, clock);
      codes.push(answer.ok ? "ok" : answer.code);
    }
    expect(codes).toEqual([...Array(10).fill("wrong"), "rate_limited"]);
    expect(await changePassword({ current: OLD, password: NEW }, clock)).toMatchObject({ code: "rate_limited" });
    const { passwordHash } = await db().user.findUniqueOrThrow({ where: { id } });
    expect(await verifyPassword(passwordHash, OLD)).toBe(true);
  });

  it("is another one than before, and nobody's who is signed out or of the demo", async () => {
    await signedIn();
    expect(await changePassword({ current: OLD, password: OLD }, clock)).toEqual({ ok: false, code: "same" });
    await signedIn({ demo: true });
    expect(await changePassword({ current: OLD, password: NEW }, clock)).toEqual({ ok: false, code: "demo_account" });
  });
});

describe("a link for a new password", () => {
  it("works once, also at the same moment, for a day, and only the newest one does", async () => {
    const { id } = await mintUser("agent");
    const [older, newest] = [await offered(id), await offered(id)];
    expect(await spendReset({ token: older, password: NEW }, clock)).toEqual({ ok: false, code: "gone" });
    expect(await findReset(newest, new Date(NOW.getTime() + 24 * 3_600_000))).toBeNull();
    const spend = () => spendReset({ token: newest, password: NEW }, clock);
    const answers = await Promise.all([spend(), spend(), spend()]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await spend()).toEqual({ ok: false, code: "gone" });
  });

  it("is not made for oneself, for a disabled account, for the demo's, or for nobody", async () => {
    const admin = await signInAs("admin");
    const codeOf = async (id: string) => {
      const answer = await offerResetForAdmin(id, clock);
      return answer.ok ? "ok" : answer.code;
    };
    expect(await codeOf(admin.id.toUpperCase())).toBe("own_account");
    expect(await codeOf((await mintUser("agent", { status: "disabled" })).id)).toBe("disabled");
    expect(await codeOf((await mintUser("agent", { demo: true })).id)).toBe("demo_account");
    expect(await codeOf(randomUUID())).toBe("not_found");
    await signInAs("agent");
    await expect(codeOf(admin.id)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("dies where the account is disabled or its password is changed meanwhile", async () => {
    const { id } = await signedIn();
    const token = await offered(id);
    await changePassword({ current: OLD, password: NEW }, clock);
    expect(await findReset(token, NOW)).toBeNull();
    const other = await mintUser("agent");
    const second = await offered(other.id);
    await db().user.update({ where: { id: other.id }, data: { status: "disabled" } });
    expect(await findReset(second, NOW)).toBeNull();
  });
});

describe("a common password", () => {
  const COMMON = ["password1234", "123456789012", "qwertyuiop12", "iloveyou1234", "letmeinletmein", "aaaaaaaaaaaa"];

  it.each(COMMON)("is refused wherever one is chosen: %s", async (password) => {
    const problem = expect.stringContaining("choose another");
    const added = AddUserInput.safeParse({ email: "a@example.com", name: "A", role: "agent", password });
    expect(added.error?.issues).toMatchObject([{ path: ["password"], message: problem }]);
    const { id } = await signedIn();
    const changed = await changePassword({ current: OLD, password }, clock);
    expect(changed).toEqual({ ok: false, code: "invalid_input", fields: { password: problem } });
    const token = await offered(id);
    expect(await spendReset({ token, password }, clock)).toEqual({ ok: false, code: "weak", problem });
    expect(await spendReset({ token, password: NEW }, clock)).toMatchObject({ ok: true });
  });

  it.each([OLD, NEW, "correct horse battery staple"])("is not: %s", async (password) => {
    const { token } = await createInvitation("agent", clock);
    const person = { token, email: `${randomUUID()}@example.com`, name: "Sam", password };
    expect(AddUserInput.pick({ password: true }).safeParse({ password }).success).toBe(true);
    expect(await acceptInvitation(person, clock)).toMatchObject({ ok: true });
  });
});

async function signedIn(more: { demo?: boolean } = {}) {
  const { id } = await signInAs("agent");
  await db().user.update({ where: { id }, data: { passwordHash: await hashPassword(OLD), ...more } });
  return { id };
}

async function offered(userId: string): Promise<string> {
  const answer = await offerReset(SYSTEM, userId, clock);
  if (!answer.ok) throw new Error(answer.code);
  return answer.token;
}
