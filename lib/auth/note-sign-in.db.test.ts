import { describe, expect, it } from "vitest";
import { openPersonal } from "@/lib/audit/personal-fields";
import { db } from "@/lib/db";
import { authOptions } from "./auth";
import { mintUser } from "./fixtures/session";
import { noteSignIn } from "./note-sign-in";
import { signOut } from "./sessions/end-sessions";
import { openSession } from "./sessions/open-session";

const NOW = new Date("2026-11-21T14:00:00Z");

describe("signing in and out", () => {
  it("dates the account and stands in the log, the address sealed", async () => {
    const { id } = await mintUser("agent");
    await noteSignIn(id, "demo", "192.0.2.9", NOW);
    await signOut((await openSession({ userId: id }, NOW)) ?? "", () => NOW);
    expect(await db().user.findUnique({ where: { id } })).toMatchObject({ lastSignInAt: NOW });
    const [cameIn, left] = await entriesOf(id);
    expect(cameIn).toMatchObject({ action: "sign_in", actorId: id, details: { method: "demo" }, at: NOW });
    expect(openPersonal(cameIn?.personal ?? new Uint8Array(), cameIn?.number ?? 0n)).toEqual({ address: "192.0.2.9" });
    expect(left).toMatchObject({ action: "sign_out", actorId: id, personal: null });
  });

  it("is noted for single sign-on, and not twice for a password", async () => {
    const { id } = await mintUser("agent");
    const signIn = authOptions().events?.signIn;
    const user = { id };
    await signIn?.({ user, account: { provider: "credentials", providerAccountId: id, type: "credentials" } });
    expect(await entriesOf(id)).toEqual([]);
    await signIn?.({ user, account: { provider: "oidc", providerAccountId: id, type: "oauth" } });
    expect(await entriesOf(id)).toMatchObject([{ action: "sign_in", details: { method: "single_sign_on" } }]);
  });
});

function entriesOf(actorId: string) {
  return db().auditEntry.findMany({ where: { actorId }, orderBy: { number: "asc" } });
}
