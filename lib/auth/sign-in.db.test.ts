import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { openPersonal } from "@/lib/audit/personal-fields";
import { db } from "@/lib/db";
import { newId } from "@/lib/ids";
import { hashPassword } from "./hash-password";
import { signIn } from "./sign-in";

// Not of another day: what is past is swept by whoever limits.
const NOW = new Date();
const clock = () => NOW;

describe("signIn", () => {
  it("lets an active account in and notes when", async () => {
    const { id, email } = await mintUser();
    expect(await signIn({ email, password: "right" }, { address: "192.0.2.1" }, clock)).toEqual({
      ok: true,
      userId: id,
    });
    expect(await db().user.findUnique({ where: { id } })).toMatchObject({ lastSignInAt: NOW });
  });

  it("answers a wrong password, an unknown account, a disabled one and one without a password alike", async () => {
    const active = await mintUser();
    const disabled = await mintUser({ status: "disabled" });
    const ssoOnly = await mintUser({ passwordHash: null });
    const tries = [
      { email: active.email, password: "wrong" },
      { email: `${randomUUID()}@example.com`, password: "right" },
      { email: disabled.email, password: "right" },
      { email: ssoOnly.email, password: "right" },
    ];
    for (const input of tries)
      expect(await signIn(input, { address: randomUUID() }, clock)).toEqual({ ok: false, code: "wrong" });
  });

  it("records who came in and who was refused, the address sealed and nothing that was typed", async () => {
    const { id, email } = await mintUser();
    await signIn({ email, password: "right" }, { address: "192.0.2.77" }, clock);
    await signIn({ email, password: "wrong" }, { address: "192.0.2.77" }, clock);
    const rows = await db().auditEntry.findMany({ where: { subjectId: id }, orderBy: { number: "asc" } });
    expect(rows).toMatchObject([
      { action: "sign_in", actorKind: "user", actorId: id, details: { method: "password" }, at: NOW },
      { action: "sign_in_refused", actorKind: "system", actorId: null, details: {} },
    ]);
    for (const { personal, number } of rows) {
      expect(openPersonal(personal ?? new Uint8Array(), number)).toEqual({ address: "192.0.2.77" });
    }
  });

  it("works as long on an account that does not exist, is disabled or has no password", async () => {
    const known = (await mintUser()).email;
    const others = [`${randomUUID()}@example.com`];
    others.push((await mintUser({ status: "disabled" })).email, (await mintUser({ passwordHash: null })).email);
    const times = new Map<string, number[]>();
    for (let round = 0; round < 9; round++) {
      for (const email of [known, ...others]) {
        const start = performance.now();
        await signIn({ email, password: "wrong" }, { address: randomUUID() }, clock);
        times.set(email, [...(times.get(email) ?? []), performance.now() - start]);
      }
    }
    // The least of several is the work itself, whatever else the machine does.
    const least = (email: string) => Math.min(...(times.get(email) ?? []));
    for (const email of others) expect(least(email) / least(known)).toBeGreaterThan(0.6);
    for (const email of others) expect(least(email) / least(known)).toBeLessThan(1.7);
  });

  it("throttles one address at one account, also where no such account exists", async () => {
    for (const email of [(await mintUser()).email, `${randomUUID()}@example.com`]) {
      const address = randomUUID();
      const codes = [];
      for (let n = 0; n < 11; n++) codes.push(code(await signIn({ email, password: "wrong" }, { address }, clock)));
      expect(codes).toEqual([...Array(10).fill("wrong"), "rate_limited"]);
    }
  });

  it("lets a colleague in while a stranger is throttled", async () => {
    const { id, email } = await mintUser();
    const stranger = randomUUID();
    for (let n = 0; n < 12; n++) await signIn({ email, password: "wrong" }, { address: stranger }, clock);
    expect(await signIn({ email, password: "right" }, { address: stranger }, clock)).toMatchObject({
      code: "rate_limited",
    });
    expect(await signIn({ email, password: "right" }, { address: randomUUID() }, clock)).toEqual({
      ok: true,
      userId: id,
    });
  });

  it("throttles one address over many accounts", async () => {
    const address = randomUUID();
    const tries = Array.from({ length: 101 }, () => ({ email: `${randomUUID()}@example.com`, password: "x" }));
    const results = [];
    for (const input of tries) results.push(code(await signIn(input, { address }, clock)));
    expect(results.at(99)).toBe("wrong");
    expect(results.at(100)).toBe("rate_limited");
  });
});

function code(result: Awaited<ReturnType<typeof signIn>>): string {
  return result.ok ? "ok" : result.code;
}

async function mintUser(more: { status?: string; passwordHash?: string | null } = {}) {
  const email = `${randomUUID()}@example.com`;
  const passwordHash = await hashPassword("right");
  const base = { id: newId(NOW), email, name: "Test", role: "agent", passwordHash, createdAt: NOW, updatedAt: NOW };
  return db().user.create({ data: { ...base, ...more } });
}
