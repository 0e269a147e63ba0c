import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { openPersonal } from "@/lib/audit/personal-fields";
import { acceptInvitation } from "@/lib/auth/accept-invitation";
import { endSession, mintUser, signInAs } from "@/lib/auth/fixtures/session";
import { db } from "@/lib/db";
import { inviteUser } from "./invite-user";
import { listUsers } from "./list-users";
import { revokeInvitation } from "./revoke-invitation";

vi.mock("@/lib/auth/session", () => import("@/lib/auth/fixtures/session"));

const NOW = new Date("2026-11-21T14:00:00Z");
const clock = () => NOW;
const PASSWORD = "a long enough password";

let admin: { id: string };
beforeEach(async () => {
  admin = await signInAs("admin");
});

describe("inviteUser", () => {
  it("makes a link that makes an account of this role, and records both", async () => {
    const email = newEmail();
    const invited = await inviteUser({ email, role: "analyst" }, clock);
    if (!invited.ok) throw new Error(invited.code);
    const accepted = await acceptInvitation({ token: invited.token, email, name: "Ana", password: PASSWORD }, clock);
    if (!accepted.ok) throw new Error(accepted.code);
    expect(await db().user.findUnique({ where: { email } })).toMatchObject({ role: "analyst", name: "Ana" });

    const created = await db().auditEntry.findFirstOrThrow({ where: { subjectId: invited.id } });
    expect(created).toMatchObject({ action: "invitation_created", actorId: admin.id, details: { role: "analyst" } });
    expect(openPersonal(created.personal ?? new Uint8Array(), created.number)).toEqual({ email });
    const added = await db().auditEntry.findFirstOrThrow({ where: { subjectId: accepted.userId } });
    const details = { role: "analyst", invitation: invited.id };
    expect(added).toMatchObject({ action: "user_added", actorId: accepted.userId, details });
  });

  it("keeps only the newest link for an address", async () => {
    const email = newEmail();
    const first = await inviteUser({ email, role: "admin" }, clock);
    const second = await inviteUser({ email, role: "agent" }, clock);
    if (!first.ok || !second.ok) throw new Error("not invited");
    const accept = (token: string) => acceptInvitation({ token, email, name: "Ana", password: PASSWORD }, clock);
    expect(await accept(first.token)).toEqual({ ok: false, code: "invitation_gone" });
    expect(await accept(second.token)).toMatchObject({ ok: true });
  });

  it("says what is wrong with the input, and that an address has an account, in any case of letters", async () => {
    const fields = ["email", "role"];
    const crafted = { email: "nobody", role: "owner" as "admin" };
    expect(await inviteUser(crafted, clock)).toEqual({ ok: false, code: "invalid_input", fields });
    const { email } = await mintUser("agent");
    const taken = { ok: false, code: "email_taken" };
    expect(await inviteUser({ email: email.toUpperCase(), role: "agent" }, clock)).toEqual(taken);
  });

  it("is revoked for good, once", async () => {
    const email = newEmail();
    const invited = await inviteUser({ email, role: "agent" }, clock);
    if (!invited.ok) throw new Error(invited.code);
    const open = async () => (await listUsers(NOW)).invitations.filter((listed) => listed.id === invited.id);
    expect(await open()).toEqual([expect.objectContaining({ email, role: "agent", expiresAt: invited.expiresAt })]);
    expect(await revokeInvitation(invited.id, clock)).toEqual({ ok: true });
    expect(await open()).toEqual([]);
    const accepted = await acceptInvitation({ token: invited.token, email, name: "Ana", password: PASSWORD }, clock);
    expect(accepted).toEqual({ ok: false, code: "invitation_gone" });
    expect(await revokeInvitation(invited.id, clock)).toEqual({ ok: false, code: "not_found" });
    expect(await revokeInvitation("nonsense", clock)).toEqual({ ok: false, code: "not_found" });
    const actions = await db().auditEntry.findMany({ where: { subjectId: invited.id }, orderBy: { number: "asc" } });
    expect(actions.map(({ action }) => action)).toEqual(["invitation_created", "invitation_revoked"]);
  });
});

describe("who may see and invite people", () => {
  it.each(["agent", "senior_agent", "analyst"] as const)("%s may not", async (role) => {
    await signInAs(role);
    await expect(listUsers(NOW)).rejects.toMatchObject({ code: "forbidden" });
    await expect(inviteUser({ email: newEmail(), role: "admin" }, clock)).rejects.toMatchObject({ code: "forbidden" });
    await expect(revokeInvitation(randomUUID(), clock)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("nobody may without signing in", async () => {
    await endSession();
    await expect(listUsers(NOW)).rejects.toMatchObject({ code: "unauthenticated" });
    const invite = inviteUser({ email: newEmail(), role: "admin" }, clock);
    await expect(invite).rejects.toMatchObject({ code: "unauthenticated" });
  });
});

function newEmail(): string {
  return `${randomUUID()}@example.com`;
}
