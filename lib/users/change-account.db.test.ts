import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { currentUser } from "@/lib/auth/current-user";
import { endSession, mintUser, signInAs, startSession } from "@/lib/auth/fixtures/session";
import { db } from "@/lib/db";
import { provideEnv } from "@/lib/env";
import { changeRole, disableUser, enableUser } from "./change-account";
import { listUsers } from "./list-users";

vi.mock("@/lib/auth/session", () => import("@/lib/auth/fixtures/session"));

const NOW = new Date("2026-11-21T14:00:00Z");
const clock = () => NOW;

let admin: { id: string };
beforeEach(async () => {
  admin = await signInAs("admin");
});

describe("changing an account", () => {
  it("gives another role, which counts from the next request on", async () => {
    const { id } = await mintUser("agent");
    expect(await changeRole({ id, role: "senior_agent" }, clock)).toEqual({ ok: true });
    await startSession(id);
    expect(await currentUser()).toMatchObject({ role: "senior_agent" });
  });

  it("shuts out at once, and lets in again", async () => {
    const { id } = await mintUser("agent");
    expect(await disableUser(id, clock)).toEqual({ ok: true });
    await startSession(id);
    expect(await currentUser()).toBeNull();
    await startSession(admin.id);
    expect(await enableUser(id, clock)).toEqual({ ok: true });
    await startSession(id);
    expect(await currentUser()).toMatchObject({ id });
  });

  it("records each change once, and no change where nothing changed", async () => {
    const { id } = await mintUser("agent");
    for (let time = 0; time < 2; time++) {
      await changeRole({ id, role: "analyst" }, clock);
      await disableUser(id, clock);
    }
    await enableUser(id, clock);
    await enableUser(id, clock);
    const rows = await db().auditEntry.findMany({ where: { subjectId: id }, orderBy: { number: "asc" } });
    expect(rows.map(({ action, actorId, details }) => [action, actorId, details])).toEqual([
      ["user_role_changed", admin.id, { from: "agent", to: "analyst" }],
      ["user_disabled", admin.id, {}],
      ["user_enabled", admin.id, {}],
    ]);
  });

  it("never touches one's own account", async () => {
    const own = { ok: false, code: "own_account" };
    expect(await changeRole({ id: admin.id, role: "agent" }, clock)).toEqual(own);
    expect(await changeRole({ id: admin.id.toUpperCase(), role: "agent" }, clock)).toEqual(own);
    expect(await disableUser(admin.id, clock)).toEqual(own);
    expect(await db().user.findUnique({ where: { id: admin.id } })).toMatchObject({ role: "admin", status: "active" });
  });

  it("leaves an admin when two demote or disable each other at the same moment", async () => {
    for (const harm of [
      (id: string) => changeRole({ id, role: "agent" }, clock),
      (id: string) => disableUser(id, clock),
    ]) {
      const [one, other] = [await signInAs("admin"), await mintUser("admin")];
      const first = harm(other.id);
      await startSession(other.id);
      const results = await Promise.allSettled([first, harm(one.id)]);
      const isAdmin = { role: "admin", status: "active", id: { in: [one.id, other.id] } };
      expect(await db().user.count({ where: isAdmin })).toBe(1);
      expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    }
  });

  it("finds no account by an id of anything else", async () => {
    for (const id of [randomUUID(), "", "nonsense"]) {
      expect(await disableUser(id, clock)).toEqual({ ok: false, code: "not_found" });
    }
  });

  it("keeps a demo account out where there is no demo", async () => {
    const { id } = await mintUser("agent", { demo: true, status: "disabled" });
    expect(await enableUser(id, clock)).toEqual({ ok: false, code: "demo_account" });
    provideEnv({ DEMO: "on" });
    expect(await enableUser(id, clock).finally(() => provideEnv({ DEMO: "" }))).toEqual({ ok: true });
  });

  it("lists everyone with role and state, and marks who asks", async () => {
    const { id } = await mintUser("analyst", { status: "disabled" });
    const { users } = await listUsers(NOW);
    expect(users.find((user) => user.id === id)).toMatchObject({ role: "analyst", isActive: false, isSelf: false });
    expect(users.filter(({ isSelf }) => isSelf).map((user) => user.id)).toEqual([admin.id]);
  });
});

describe("who may change accounts", () => {
  it.each(["agent", "senior_agent", "analyst"] as const)("%s may not", async (role) => {
    const { id } = await mintUser("agent");
    await signInAs(role);
    const tries = [
      () => changeRole({ id, role: "admin" }, clock),
      () => disableUser(id, clock),
      () => enableUser(id, clock),
    ];
    for (const attempt of tries) await expect(attempt()).rejects.toMatchObject({ code: "forbidden" });
    expect(await db().user.findUnique({ where: { id } })).toMatchObject({ role: "agent", status: "active" });
  });

  it("nobody may without signing in", async () => {
    const { id } = await mintUser("agent");
    await endSession();
    await expect(disableUser(id, clock)).rejects.toMatchObject({ code: "unauthenticated" });
  });
});
