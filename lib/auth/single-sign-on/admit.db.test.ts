import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { openPersonal } from "@/lib/audit/personal-fields";
import { db } from "@/lib/db";
import { unbindIdentity } from "@/lib/users/unbind-identity";
import { mintUser } from "../fixtures/session";
import { openSession } from "../sessions/open-session";
import { admit, type IssuerClaims } from "./admit";

const NOW = new Date("2026-11-21T14:00:00Z");
const clock = () => NOW;
const ISSUER = "https://issuer.example";

describe("a person of single sign-on", () => {
  it("is found by a verified address once, and from then on by the issuer's subject alone", async () => {
    const { id, email } = await mintUser("agent");
    const claims = person({ email: email.toUpperCase(), email_verified: true });
    expect(await admit(claims, clock)).toEqual({ ok: true, userId: id });
    const { email: _, email_verified: __, ...bare } = claims;
    for (const later of [claims, bare, { ...bare, email: "other@example.com", email_verified: false }]) {
      expect(await admit(later, clock)).toEqual({ ok: true, userId: id });
    }
    expect(await entriesOf(id)).toMatchObject([
      { action: "identity_bound", actorId: id, details: { issuer: ISSUER }, sealed: { subject: claims.sub } },
    ]);
  });

  it.each([false, undefined])("is refused the first time where the address is not verified (%s)", async (verified) => {
    const { id, email } = await mintUser("agent");
    const answer = await admit(person({ email, email_verified: verified }), clock);
    expect(answer).toEqual({ ok: false, code: "unverified_email" });
    expect(await entriesOf(id)).toMatchObject([
      { action: "sign_in_refused", details: { method: "single_sign_on", reason: "unverified_email" } },
    ]);
    expect(await db().userIdentity.count({ where: { userId: id } })).toBe(0);
  });

  it("never takes over the account of another one with the same address, until an admin unbinds it", async () => {
    const { id, email } = await mintUser("admin");
    const first = person({ email, email_verified: true });
    await admit(first, clock);
    const second = person({ email, email_verified: true });
    expect(await admit(second, clock)).toEqual({ ok: false, code: "other_subject" });
    expect((await entriesOf(id)).at(-1)).toMatchObject({
      action: "sign_in_refused",
      details: { method: "single_sign_on", reason: "other_subject" },
      sealed: { subject: second.sub },
    });
    expect(await admit(first, clock)).toEqual({ ok: true, userId: id });

    await openSession({ userId: id }, new Date());
    expect(await unbindIdentity({ kind: "system" }, id, clock)).toEqual({ ok: true });
    expect(await db().session.count({ where: { userId: id } })).toBe(0);
    expect(await admit(second, clock)).toEqual({ ok: true, userId: id });
    expect(await admit(first, clock)).toEqual({ ok: false, code: "other_subject" });
  });

  it("is another one at another issuer", async () => {
    const { id, email } = await mintUser("agent");
    const claims = person({ email, email_verified: true });
    await admit(claims, clock);
    const elsewhere = { ...claims, iss: "https://other.example" };
    expect(await admit({ ...elsewhere, email: undefined }, clock)).toEqual({ ok: false, code: "no_account" });
    expect(await admit(elsewhere, clock)).toEqual({ ok: true, userId: id });
  });

  it("is bound once where two browsers come at a time, whoever they are", async () => {
    const { id, email } = await mintUser("agent");
    const claims = person({ email, email_verified: true });
    const same = await Promise.all([admit(claims, clock), admit(claims, clock)]);
    expect(same).toEqual([
      { ok: true, userId: id },
      { ok: true, userId: id },
    ]);
    const { email: other } = await mintUser("agent");
    const two = [1, 2].map(() => admit(person({ email: other, email_verified: true }), clock));
    expect((await Promise.all(two)).filter(({ ok }) => ok)).toHaveLength(1);
  });

  it("has no account where there is none, or it is disabled, bound or not", async () => {
    const { id, email } = await mintUser("agent");
    const claims = person({ email, email_verified: true });
    await admit(claims, clock);
    await db().user.update({ where: { id }, data: { status: "disabled" } });
    const unbound = await mintUser("agent", { status: "disabled" });
    for (const nobody of [
      claims,
      person({ email: unbound.email, email_verified: true }),
      person({ email: `${randomUUID()}@example.com`, email_verified: true }),
      person({}),
    ]) {
      expect(await admit(nobody, clock)).toEqual({ ok: false, code: "no_account" });
    }
  });
});

function person(more: Partial<IssuerClaims>): IssuerClaims {
  return { iss: ISSUER, sub: randomUUID(), ...more };
}

async function entriesOf(subjectId: string) {
  const rows = await db().auditEntry.findMany({ where: { subjectId }, orderBy: { number: "asc" } });
  return rows.map((row) => ({ ...row, sealed: row.personal && openPersonal(row.personal, row.number) }));
}
