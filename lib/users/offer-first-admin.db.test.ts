import { describe, expect, it } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { acceptInvitation } from "@/lib/auth/accept-invitation";
import { addUser } from "@/lib/auth/add-user";
import { findInvitation } from "@/lib/auth/find-invitation";
import { db } from "@/lib/db";
import { changeAccount } from "./change-account";
import { offerFirstAdmin } from "./offer-first-admin";

inOwnDatabase();

const NOW = new Date("2026-11-21T14:00:00Z");
const clock = () => NOW;
const PERSON = { name: "Ada", password: "unlikely-7-otters-dance" };

describe("the link that makes the first admin", () => {
  it("is one at a time, on record, and void once there is an admin", async () => {
    const first = await offered();
    const [second, third] = await Promise.all([offered(), offered()]);
    const open = await Promise.all([first, second, third].map(({ token }) => findInvitation(token, NOW)));
    expect(open.filter(Boolean)).toHaveLength(1);
    const last = [second, third].find((_, index) => open[index + 1] !== null) ?? second;

    const entries = await db().auditEntry.findMany({ where: { action: "invitation_created" } });
    expect(entries.map(({ subjectId }) => subjectId).sort()).toEqual([first.id, second.id, third.id].sort());
    expect(entries[0]).toMatchObject({ actorKind: "system", details: { role: "admin", firstAdmin: true } });

    const admin = await addUser({ ...PERSON, email: "ada@example.com", role: "admin" }, clock);
    const accept = () => acceptInvitation({ ...PERSON, email: "eve@example.com", token: last.token }, clock);
    expect(await accept()).toEqual({ ok: false, code: "invitation_gone" });
    expect(await offerFirstAdmin(clock)).toBeNull();
    const refused = await changeAccount({ kind: "system" }, admin.id, { to: "disabled" }, clock);
    expect(refused).toEqual({ ok: false, code: "last_admin" });
  });
});

async function offered() {
  const invitation = await offerFirstAdmin(clock);
  if (!invitation) throw new Error("There is an admin.");
  return invitation;
}
