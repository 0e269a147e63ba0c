import { randomUUID } from "node:crypto";
import pg from "pg";
import { beforeEach, describe, expect, it } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { verifyAudit } from "@/lib/audit-log/verify-audit";
import { db } from "@/lib/db";
import { env } from "@/lib/env";
import { chainWaiting } from "./chain-waiting";
import { type NotedEntry, noteAudit, ONE_OPENING_MS } from "./note-audit";
import { recordAudit } from "./record-audit";

inOwnDatabase();

const AT = new Date("2026-11-21T14:00:00.123Z");

let actorId: string;
beforeEach(() => {
  actorId = randomUUID();
});

describe("noteAudit", () => {
  it("waits for no one who holds the chain", async () => {
    await db().$transaction(async (tx) => {
      await recordAudit(tx, { actor: { kind: "system" }, action: "sign_out", subject: null, at: AT });
      await note();
    });
    expect(await waiting()).toHaveLength(1);
  });

  it("takes what one person opens again and again within a span for one opening", async () => {
    const subject = { type: "verification", id: randomUUID() } as const;
    // A span that is not over.
    const start = AT.getTime() + 365 * 86_400_000;
    const open = (seconds: number) => note({ subject, at: new Date(start + seconds * 1000) }, ONE_OPENING_MS);
    for (const seconds of [0, 4, 8, 599]) await open(seconds);
    await chain();
    await open(12);
    expect(await chained()).toHaveLength(1);
    await open(600);
    await chain();
    expect(await chained()).toHaveLength(2);
  });

  it("takes two people's openings for two, and forgets neither before its span is over and it is chained", async () => {
    const subject = { type: "verification", id: randomUUID() } as const;
    const other = { kind: "user", id: randomUUID() } as const;
    await note({ subject }, ONE_OPENING_MS);
    await note({ subject, actor: other }, ONE_OPENING_MS);
    expect(await waiting()).toHaveLength(1);
    await chain();
    expect(await db().auditWaiting.count({ where: { subjectId: subject.id } })).toBe(0);
    expect(await db().auditEntry.count({ where: { subjectId: subject.id } })).toBe(2);
  });

  it("counts each where no span is given, and each that is about nothing", async () => {
    for (let n = 0; n < 3; n++) await note({ action: "looked_up", subject: null });
    await chain();
    expect(await chained()).toHaveLength(3);
  });
});

describe("chainWaiting", () => {
  it("writes what waited as it was noted, among what others append, in a chain that verifies", async () => {
    const details = { kind: "phone", result: "none", matches: 0, same: false };
    await note({ action: "looked_up", subject: null, details });
    await db().$transaction((tx) =>
      recordAudit(tx, {
        actor: { kind: "system" },
        action: "sign_out",
        subject: null,
        personal: { note: "x" },
        at: AT,
      }),
    );
    await note({ subject: { type: "message", id: "7" }, at: new Date(AT.getTime() + 1) });
    await chain();
    expect(await chained()).toMatchObject([
      { action: "looked_up", actorKind: "user", actorId, subjectId: null, details, at: AT, personal: null },
      { action: "story_opened", subjectType: "message", subjectId: "7" },
    ]);
    expect(await verifyAudit()).toMatchObject({ ok: true });
  });

  it("loses nothing and doubles nothing when it is killed between the log and what waits", async () => {
    for (let n = 0; n < 450; n++) await note({ action: "looked_up", subject: null, details: { n } });
    const client = await holdOne();
    const killed = chain();
    await Promise.all([expect(killed).rejects.toThrow(), killWaiters(client)]);
    expect(await chained()).toHaveLength(0);
    await client.query("ROLLBACK");
    await client.end();
    expect(await verifyAudit()).toMatchObject({ ok: true });
    const numbers = (await chained()).map(({ details }) => (details as { n: number }).n).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 450 }, (_, n) => n));
    expect(await waiting()).toEqual([]);
  });

  it("doubles nothing when several do it at once, while more comes in", async () => {
    const more = async () => {
      for (let n = 0; n < 100; n++) await note();
    };
    await Promise.all([more(), more(), ...Array.from({ length: 4 }, chain), more()]);
    await Promise.all(Array.from({ length: 4 }, chain));
    expect(await chained()).toHaveLength(300);
    expect(await verifyAudit()).toMatchObject({ ok: true });
  });

  it("stops when its time is up, and says that more waits", async () => {
    await note();
    expect(await chainWaiting(new Date(0))).toBe(false);
    expect(await chain()).toBe(true);
    expect(await chained()).toHaveLength(1);
  });
});

describe("what waits", () => {
  it.each([
    ["UPDATE", () => db().$executeRaw`UPDATE audit_waiting SET action = 'sign_out'`],
    ["UPDATE", () => db().$executeRaw`UPDATE audit_waiting SET number = 1, actor_id = gen_random_uuid()`],
    ["DELETE", () => db().$executeRaw`DELETE FROM audit_waiting`],
    ["TRUNCATE", () => db().$executeRaw`TRUNCATE audit_waiting`],
  ])("refuses %s", async (what, harm) => {
    await note();
    await expect(harm()).rejects.toThrow(`what waits for the audit log only enters it: ${what} refused`);
  });

  it("is not taken for chained where the log has no such entry", async () => {
    await note();
    const harm = db().$transaction(async (tx) => {
      await tx.$executeRaw`UPDATE audit_waiting SET number = 1 WHERE actor_id = ${actorId}::uuid`;
      await tx.$executeRaw`DELETE FROM audit_waiting WHERE actor_id = ${actorId}::uuid`;
    });
    await expect(harm).rejects.toThrow("DELETE refused");
  });
});

function note(more: Partial<NotedEntry> = {}, onceInMs?: number): Promise<void> {
  const entry = { actor: { kind: "user", id: actorId }, action: "story_opened", subject: null, at: AT } as const;
  return noteAudit({ ...entry, ...more }, onceInMs);
}

function chain(): Promise<boolean> {
  return chainWaiting(new Date(Date.now() + 20_000));
}

function chained() {
  return db().auditEntry.findMany({ where: { actorId }, orderBy: { number: "asc" } });
}

function waiting() {
  return db().auditWaiting.findMany({ where: { actorId, number: null } });
}

/** Locks a row in the middle of the first batch, so that whoever chains it stands between two of its writes. */
async function holdOne(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: env().DATABASE_URL });
  await client.connect();
  await client.query("BEGIN");
  await client.query("SELECT FROM audit_waiting WHERE actor_id = $1 ORDER BY id OFFSET 100 LIMIT 1 FOR UPDATE", [
    actorId,
  ]);
  return client;
}

/** What a killed process leaves: its connection ends in the middle of a transaction. */
async function killWaiters(client: pg.Client): Promise<void> {
  for (let killed = 0; killed === 0; ) {
    const { rows } = await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid = ANY (SELECT pid FROM pg_locks WHERE NOT granted)`,
    );
    killed = rows.length;
    if (killed === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
