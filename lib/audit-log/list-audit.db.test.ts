import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { AuditEntry } from "@/lib/audit/audit-entry";
import { noteAudit } from "@/lib/audit/note-audit";
import { recordAudit } from "@/lib/audit/record-audit";
import { endSession, mintUser, signInAs } from "@/lib/auth/fixtures/session";
import { db } from "@/lib/db";
import { provideEnv } from "@/lib/env";
import { type AuditFilters, loadAuditFilters, NO_AUDIT_FILTERS, withAuditFilters } from "./audit-filters";
import { listActors } from "./list-actors";
import { listAudit } from "./list-audit";
import { verifyAudit } from "./verify-audit";

vi.mock("@/lib/auth/session", () => import("@/lib/auth/fixtures/session"));

const AT = new Date("2026-11-21T14:00:00Z");

beforeEach(async () => {
  await signInAs("admin");
});

describe("listAudit", () => {
  it("names who did what to whom, and opens what was sealed", async () => {
    const [actor, subject] = [await mintUser("admin"), await mintUser("agent")];
    await append({
      actor: { kind: "user", id: actor.id },
      action: "number_revealed",
      subject: { type: "user", id: subject.id },
      details: { reason: "other" },
      personal: { note: "called back" },
    });
    const { entries } = await list({ actor: actor.id });
    expect(entries).toMatchObject([
      {
        at: AT,
        actor: { kind: "user", id: actor.id, name: "Test admin" },
        action: "number_revealed",
        subject: { type: "user", id: subject.id, name: "Test agent" },
        details: { reason: "other" },
        personal: { state: "opened", fields: { note: "called back" } },
      },
    ]);
  });

  it("filters by person, action, subject and time, alone and together", async () => {
    const [one, other, subject] = [randomUUID(), randomUUID(), randomUUID()];
    const later = new Date(AT.getTime() + 60_000);
    await append({ actor: { kind: "user", id: one }, subject: { type: "message", id: subject } });
    await append({ actor: { kind: "user", id: one }, action: "sign_out", at: later });
    await append({ actor: { kind: "user", id: other }, subject: { type: "message", id: subject }, at: later });
    await append({ actor: { kind: "system" }, action: "sign_out", subject: { type: "message", id: subject } });

    expect(await count({ actor: one })).toBe(2);
    expect(await count({ actor: one, action: "sign_out" })).toBe(1);
    expect(await count({ subject })).toBe(3);
    expect(await count({ subject, actor: "system" })).toBe(1);
    expect(await count({ subject, from: "2026-11-21T14:00:30Z" })).toBe(1);
    expect(await count({ subject, to: "2026-11-21T14:00:30Z" })).toBe(2);
    expect(await count({ subject, from: "2026-11-21T19:31", tz: "Asia/Kolkata" })).toBe(1);
    expect(await count({ subject, from: "2026-11-21T19:32", tz: "Asia/Kolkata" })).toBe(0);
    expect(await count({ subject, from: "2026-11-21", to: "2026-11-21", tz: "Asia/Kolkata" })).toBe(3);
    expect(await count({ subject, to: "2026-11-20", tz: "Asia/Kolkata" })).toBe(0);
  });

  it("shows what waits to be chained, and tells what was looked at from all else", async () => {
    const actor = { kind: "user", id: randomUUID() } as const;
    const subject = { type: "verification", id: randomUUID() } as const;
    await append({ actor, action: "number_compared", subject, details: { same: true } });
    await append({ actor, action: "sign_out" });
    await noteAudit({ actor, action: "looked_up", subject: null, details: { kind: "phone", result: "none" }, at: AT });
    const later = new Date(AT.getTime() + 1);
    await noteAudit({ actor, action: "story_opened", subject, at: later });
    const { entries, isBehind } = await list({ actor: actor.id });
    expect(isBehind).toBe(false);
    expect(entries.map(({ action }) => action)).toEqual(["story_opened", "looked_up", "sign_out", "number_compared"]);
    expect(entries[1]).toMatchObject({ subject: null, details: { kind: "phone", result: "none" }, at: AT });
    expect(await count({ actor: actor.id, action: "looking" })).toBe(3);
    expect(await count({ actor: actor.id, action: "changing" })).toBe(1);
    expect(await count({ actor: actor.id, action: "looked_up" })).toBe(1);
    expect(await verifyAudit()).toMatchObject({ ok: true });
  });

  it("turns pages to and fro without losing or repeating an entry", async () => {
    const actor = randomUUID();
    const written: number[] = [];
    for (let n = 0; n < 120; n++)
      written.unshift(Number((await append({ actor: { kind: "user", id: actor } })).number));
    const first = await list({ actor });
    expect(first.newer).toBeNull();
    const second = await list({ actor, page: first.older });
    const third = await list({ actor, page: second.older });
    expect(third.older).toBeNull();
    expect([first, second, third].flatMap(({ entries }) => entries.map(({ number }) => number))).toEqual(written);
    expect(await list({ actor, page: third.newer })).toEqual(second);
    expect(await list({ actor, page: second.newer })).toEqual(first);
  });

  it("shows what was erased as erased, and what does not open as unreadable", async () => {
    const actor = randomUUID();
    const { number } = await append({ actor: { kind: "user", id: actor }, personal: { note: "called back" } });
    const shown = async () => (await list({ actor })).entries[0]?.personal;
    const { ENCRYPTION_KEYS = "" } = process.env;
    provideEnv({ ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString("base64")}` });
    expect(await shown().finally(() => provideEnv({ ENCRYPTION_KEYS }))).toEqual({ state: "unreadable" });
    await db().$executeRaw`UPDATE audit_log SET personal = NULL, personal_salt = NULL WHERE number = ${number}`;
    expect(await shown()).toEqual({ state: "erased" });
  });
});

describe("the log's address", () => {
  it("takes our own ids only: nothing typed by a person gets into it", () => {
    const typed = { actor: "ana@example.com", subject: "+447700900123", action: "everything", page: "older-x" };
    expect(loadAuditFilters(typed)).toEqual(NO_AUDIT_FILTERS);
    const filters = { ...NO_AUDIT_FILTERS, actor: "system", page: { side: "older", number: 12 } } as const;
    expect(withAuditFilters("/audit", filters)).toBe("/audit?actor=system&page=older-12");
  });
});

describe("who may read the log", () => {
  it.each(["agent", "senior_agent", "analyst"] as const)("%s may not", async (role) => {
    await signInAs(role);
    await expect(list({})).rejects.toMatchObject({ code: "forbidden" });
    await expect(listActors()).rejects.toMatchObject({ code: "forbidden" });
  });

  it("nobody may without signing in", async () => {
    await endSession();
    await expect(list({})).rejects.toMatchObject({ code: "unauthenticated" });
  });
});

function list(filters: Partial<AuditFilters>) {
  return listAudit({ ...NO_AUDIT_FILTERS, ...filters });
}

async function count(filters: Partial<AuditFilters>): Promise<number> {
  return (await list(filters)).entries.length;
}

function append(more: Partial<AuditEntry>) {
  const entry: AuditEntry = { actor: { kind: "system" }, action: "sign_in", subject: null, at: AT };
  return db().$transaction((tx) => recordAudit(tx, { ...entry, ...more }));
}
