import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { acceptInvitation } from "@/lib/auth/accept-invitation";
import { findInvitation } from "@/lib/auth/find-invitation";
import { mintUser, signInAs } from "@/lib/auth/fixtures/session";
import { offerResetForAdmin } from "@/lib/auth/passwords/offer-reset";
import { findReset, spendReset } from "@/lib/auth/passwords/spend-reset";
import { db } from "@/lib/db";
import { type AccountChange, changeAccount } from "./change-account";
import { inviteUser } from "./invite-user";

vi.mock("@/lib/auth/session", () => import("@/lib/auth/fixtures/session"));

const NOW = new Date("2026-11-21T14:00:00Z");
const clock = () => NOW;
const SYSTEM = { kind: "system" } as const;
const PASSWORD = "unlikely-7-otters-dance";

let admin: { id: string };
beforeEach(async () => {
  await mintUser("admin");
  admin = await signInAs("admin");
});

const LOSSES: AccountChange[] = [{ to: "disabled" }, { to: "role", role: "analyst" }];

describe.each(LOSSES)("links handed out by an admin who is then %o", (loss) => {
  it("die for good: an invitation, on record, and a link for a new password", async () => {
    const invited = await inviteUser({ email: newEmail(), role: "admin" }, clock);
    const offered = await offerResetForAdmin((await mintUser("agent")).id, clock);
    if (!invited.ok || !offered.ok) throw new Error("no links");
    expect(await findInvitation(invited.token, NOW)).not.toBeNull();
    expect(await findReset(offered.token, NOW)).not.toBeNull();

    await changeAccount(SYSTEM, admin.id, loss, clock);
    await expectDead(invited.token, offered.token);
    await changeAccount(SYSTEM, admin.id, { to: "enabled" }, clock);
    await changeAccount(SYSTEM, admin.id, { to: "role", role: "admin" }, clock);
    await expectDead(invited.token, offered.token);
    const entry = await db().auditEntry.findFirst({ where: { subjectId: invited.id, action: "invitation_revoked" } });
    expect(entry).toMatchObject({ actorKind: "system", details: { because: "inviter" } });
  });

  it("are worthless also where they were made at that very moment", async () => {
    const invited = await inviteUser({ email: newEmail(), role: "admin" }, clock);
    const offered = await offerResetForAdmin((await mintUser("agent")).id, clock);
    if (!invited.ok || !offered.ok) throw new Error("no links");
    // As a transaction that began before the change and committed after it leaves them.
    const data = loss.to === "role" ? { role: loss.role } : { status: "disabled" };
    await db().user.update({ where: { id: admin.id }, data });
    await expectDead(invited.token, offered.token);
  });
});

async function expectDead(invitation: string, reset: string): Promise<void> {
  const person = { email: newEmail(), name: "Ana", password: PASSWORD };
  const accepted = await acceptInvitation({ ...person, token: invitation }, clock);
  expect(accepted).toEqual({ ok: false, code: "invitation_gone" });
  expect(await spendReset({ token: reset, password: PASSWORD }, clock)).toEqual({ ok: false, code: "gone" });
}

function newEmail(): string {
  return `${randomUUID()}@example.com`;
}
