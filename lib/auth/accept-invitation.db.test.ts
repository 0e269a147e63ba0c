import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { acceptInvitation } from "./accept-invitation";
import { createInvitation } from "./create-invitation";
import { signIn } from "./sign-in";

const NOW = new Date("2026-11-21T14:00:00Z");
const clock = () => NOW;
const PASSWORD = "a long enough password";

describe("acceptInvitation", () => {
  it("makes an account with the invitation's role that can sign in", async () => {
    const { token } = await createInvitation("senior_agent", clock);
    const email = newEmail();
    const accepted = await acceptInvitation({ token, email, name: "Sam", password: PASSWORD }, clock);
    expect(accepted).toMatchObject({ ok: true });
    expect(await db().user.findUnique({ where: { email } })).toMatchObject({ role: "senior_agent", name: "Sam" });
    expect(await signIn({ email, password: PASSWORD }, { address: null }, clock)).toMatchObject({ ok: true });
  });

  it("keeps to the e-mail address that was invited", async () => {
    const invited = newEmail();
    const { token } = await createInvitation("agent", clock, { email: invited });
    const other = newEmail();
    await acceptInvitation({ token, email: other, name: "Sam", password: PASSWORD }, clock);
    expect(await db().user.findUnique({ where: { email: invited } })).not.toBeNull();
    expect(await db().user.findUnique({ where: { email: other } })).toBeNull();
  });

  it("works once, also at the same moment", async () => {
    const { token } = await createInvitation("admin", clock);
    const accept = () => acceptInvitation({ token, email: newEmail(), name: "Sam", password: PASSWORD }, clock);
    const results = await Promise.all([accept(), accept(), accept()]);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await accept()).toEqual({ ok: false, code: "invitation_gone" });
  });

  it("stays usable when the address has an account already", async () => {
    const email = newEmail();
    const first = await createInvitation("agent", clock, { email });
    await acceptInvitation({ token: first.token, email, name: "Sam", password: PASSWORD }, clock);
    const { token } = await createInvitation("agent", clock);
    const again = { token, email, name: "Sam", password: PASSWORD };
    expect(await acceptInvitation(again, clock)).toEqual({ ok: false, code: "email_taken" });
    expect(await acceptInvitation({ ...again, email: newEmail() }, clock)).toMatchObject({ ok: true });
  });

  it("is gone after its day, and for a made-up token", async () => {
    const { token, expiresAt } = await createInvitation("agent", clock);
    const input = { email: newEmail(), name: "Sam", password: PASSWORD };
    expect(await acceptInvitation({ ...input, token }, () => expiresAt)).toEqual({
      ok: false,
      code: "invitation_gone",
    });
    expect(await acceptInvitation({ ...input, token: "x".repeat(43) }, clock)).toMatchObject({ ok: false });
  });
});

function newEmail(): string {
  return `${randomUUID()}@example.com`;
}
