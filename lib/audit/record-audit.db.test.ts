import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import type { AuditEntry } from "./audit-entry";
import { openPersonal } from "./personal-fields";
import { recordAudit } from "./record-audit";

const AT = new Date("2026-11-21T14:00:00.123Z");

describe("recordAudit", () => {
  it("appends the entry with the number after the head's, chained to its hash", async () => {
    const [first, second] = await Promise.all([append(), append({ action: "sign_out" })]);
    const rows = await db().auditEntry.findMany({ where: { number: { in: [first.number, second.number] } } });
    expect(rows).toHaveLength(2);
    const entry = rows.find(({ number }) => number === second.number);
    expect(entry).toMatchObject({ action: "sign_out", actorKind: "user", subjectType: "user", at: AT });
    const before = await db().auditEntry.findUnique({ where: { number: second.number - 1n } });
    expect(Buffer.from(entry?.previousHash ?? [])).toEqual(Buffer.from(before?.hash ?? Buffer.alloc(32)));
  });

  it("leaves nothing behind when its transaction fails", async () => {
    const id = randomUUID();
    const failing = db().$transaction(async (tx) => {
      await recordAudit(tx, entryOf({ actor: { kind: "user", id } }));
      throw new Error("the change itself failed");
    });
    await expect(failing).rejects.toThrow("the change itself failed");
    expect(await db().auditEntry.count({ where: { actorId: id } })).toBe(0);
  });

  it("numbers without a gap under concurrent writers, some of which roll back", async () => {
    const id = randomUUID();
    const before = (await append({ actor: { kind: "user", id } })).number;
    const work = Array.from({ length: 40 }, (_, index) =>
      db()
        .$transaction(
          async (tx) => {
            const { number } = await recordAudit(tx, entryOf({ actor: { kind: "user", id } }));
            if (index % 4 === 0) throw new Error("rolled back");
            return number;
          },
          { maxWait: 20_000, timeout: 20_000 },
        )
        .catch(() => null),
    );
    const numbers = (await Promise.all(work)).filter((number) => number !== null);
    expect(numbers).toHaveLength(30);
    expect(new Set(numbers).size).toBe(30);
    const last = numbers.sort((a, b) => Number(a - b)).at(-1) ?? 0n;
    const rows = await db().auditEntry.count({ where: { number: { gt: before, lte: last } } });
    expect(rows).toBe(Number(last - before));
  });

  it("keeps what names a person sealed, beside the chain", async () => {
    const address = `192.0.2.${Math.floor(Math.random() * 250)}`;
    const { number } = await append({ personal: { address } });
    const row = await db().auditEntry.findUniqueOrThrow({ where: { number } });
    expect(openPersonal(row.personal ?? new Uint8Array(), number)).toEqual({ address });
    expect(JSON.stringify(row, (_, value) => (typeof value === "bigint" ? String(value) : value))).not.toContain(
      address,
    );
    expect(Buffer.from(row.personal ?? []).includes(address)).toBe(false);
  });
});

describe("the tables", () => {
  it.each([
    ["UPDATE", (number: bigint) => db().$executeRaw`UPDATE audit_log SET action = 'sign_out' WHERE number = ${number}`],
    ["DELETE", (number: bigint) => db().$executeRaw`DELETE FROM audit_log WHERE number = ${number}`],
    ["TRUNCATE", () => db().$executeRaw`TRUNCATE audit_log`],
    ["UPDATE of its head", () => db().$executeRaw`UPDATE audit_head SET number = number - 1`],
    ["DELETE of its head", () => db().$executeRaw`DELETE FROM audit_head`],
    ["TRUNCATE of its head", () => db().$executeRaw`TRUNCATE audit_head`],
  ])("refuse %s", async (what, harm) => {
    const { number } = await append();
    await expect(harm(number)).rejects.toThrow(`the audit log only grows: ${what} refused`);
  });

  it("refuse to change personal fields, or to erase them together with anything else", async () => {
    const { number } = await append({ personal: { note: "called back" } });
    const harms = [
      db().$executeRaw`UPDATE audit_log SET personal = personal_salt WHERE number = ${number}`,
      db().$executeRaw`UPDATE audit_log SET personal = NULL WHERE number = ${number}`,
      db().$executeRaw`
        UPDATE audit_log SET personal = NULL, personal_salt = NULL, action = 'sign_out' WHERE number = ${number}`,
    ];
    for (const harm of harms) await expect(harm).rejects.toThrow("the audit log only grows");
  });

  it("allow the erasure of personal fields with their salt", async () => {
    const { number } = await append({ personal: { note: "called back" } });
    await db().$executeRaw`UPDATE audit_log SET personal = NULL, personal_salt = NULL WHERE number = ${number}`;
    const row = await db().auditEntry.findUniqueOrThrow({ where: { number } });
    expect(row).toMatchObject({ personal: null, personalSalt: null });
    expect(row.personalCommitment).not.toBeNull();
  });
});

function append(more: Partial<AuditEntry> = {}): Promise<{ number: bigint }> {
  return db().$transaction((tx) => recordAudit(tx, entryOf(more)));
}

function entryOf(more: Partial<AuditEntry> = {}): AuditEntry {
  const id = randomUUID();
  return { actor: { kind: "user", id }, action: "sign_in", subject: { type: "user", id }, at: AT, ...more };
}
