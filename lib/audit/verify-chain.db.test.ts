import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { verifyAudit } from "@/lib/audit-log/verify-audit";
import { db, type Tx } from "@/lib/db";
import { recordAudit } from "./record-audit";
import { type AuditProblem, type AuditVerdict, verifyChain } from "./verify-chain";

const AT = new Date("2026-11-21T14:00:00.123Z");

describe("verifyAudit", () => {
  it("finds the chain whole, with its newest number and hash", async () => {
    const verdict = await verifyAudit();
    expect(verdict).toMatchObject({ ok: true });
    const numbers = await db().$transaction(appendThree);
    const after = await verifyAudit();
    expect(after.rows).toBeGreaterThanOrEqual(Number(numbers[2]));
    expect(after).toMatchObject({ ok: true, head: { hash: expect.stringMatching(/^[0-9a-f]{64}$/) } });
  });

  it("accepts a head that was noted earlier, and only the true one", async () => {
    const verdict = await verifyAudit();
    if (!verdict.ok) throw new Error("the chain is broken");
    const noted = verdict.head;
    await db().$transaction(appendThree);
    expect(await verifyAudit({ noted })).toMatchObject({ ok: true });
    const wrong = { ...noted, hash: "00".repeat(32) };
    expect(await verifyAudit({ noted: wrong })).toMatchObject({ firstBad: { ...badAt(noted.number, "rewritten") } });
    const future = { ...noted, number: noted.number + 1_000_000 };
    expect(await verifyAudit({ noted: future })).toMatchObject({ firstBad: { problem: "end_missing" } });
  });
});

describe("verifyChain names the first bad row", () => {
  const columns: [column: string, value: string][] = [
    ["at", "at + interval '1 ms'"],
    ["actor_kind", "'api_key'"],
    ["actor_id", "gen_random_uuid()"],
    ["action", "'sign_out'"],
    ["subject_type", "'message'"],
    ["subject_id", "'another'"],
    ["details", `'{"count": 2, "same": true}'`],
    ["details", "'{}'"],
    ["personal_commitment", "sha256('x')"],
    ["personal_commitment", "NULL"],
    ["hash", "sha256('x')"],
  ];
  it.each(columns)("when %s becomes %s", async (column, value) => {
    const tampered = await tamper((tx, [, second]) =>
      tx.$executeRawUnsafe(`UPDATE audit_log SET ${column} = ${value} WHERE number = ${second}`),
    );
    expect(tampered.verdict).toMatchObject({ ok: false, firstBad: badAt(tampered.numbers[1], "changed") });
  });

  it.each([
    ["personal", "personal_salt"],
    ["personal", "NULL"],
    ["personal_salt", "sha256('x')"],
    ["personal_salt", "NULL"],
  ])("when %s becomes %s", async (column, value) => {
    const tampered = await tamper((tx, [, second]) =>
      tx.$executeRawUnsafe(`UPDATE audit_log SET ${column} = ${value} WHERE number = ${second}`),
    );
    expect(tampered.verdict).toMatchObject({ ok: false, firstBad: badAt(tampered.numbers[1], "personal_changed") });
  });

  it("when the personal fields of one row are put beside another", async () => {
    const tampered = await tamper(
      (tx, [first, second]) => tx.$executeRaw`
        UPDATE audit_log SET (personal, personal_salt, personal_commitment) =
          (SELECT personal, personal_salt, personal_commitment FROM audit_log WHERE number = ${first})
        WHERE number = ${second}`,
    );
    expect(tampered.verdict).toMatchObject({ firstBad: badAt(tampered.numbers[1], "changed") });
  });

  it("when the hash it is chained to is another", async () => {
    const tampered = await tamper(
      (tx, [, second]) => tx.$executeRaw`UPDATE audit_log SET previous_hash = sha256('x') WHERE number = ${second}`,
    );
    expect(tampered.verdict).toMatchObject({ firstBad: badAt(tampered.numbers[1], "unchained") });
  });

  it("when a row is deleted, in the middle or at the end", async () => {
    const middle = await tamper((tx, [, second]) => tx.$executeRaw`DELETE FROM audit_log WHERE number = ${second}`);
    expect(middle.verdict).toMatchObject({ firstBad: badAt(middle.numbers[1], "missing") });
    const end = await tamper((tx, [, , third]) => tx.$executeRaw`DELETE FROM audit_log WHERE number = ${third}`);
    expect(end.verdict).toMatchObject({ firstBad: badAt(end.numbers[2], "end_missing") });
  });

  it("when a row is deleted and the rest renumbered", async () => {
    const tampered = await tamper(async (tx, [, second, third]) => {
      await tx.$executeRaw`DELETE FROM audit_log WHERE number = ${second}`;
      await tx.$executeRaw`UPDATE audit_log SET number = ${second} WHERE number = ${third}`;
      await tx.$executeRaw`UPDATE audit_head SET number = ${second}`;
    });
    expect(tampered.verdict).toMatchObject({ firstBad: badAt(tampered.numbers[1], "unchained") });
  });

  it("when a row is inserted, before the first or after the last", async () => {
    const copyAs = (tx: Tx, from: bigint | undefined, as: bigint) => tx.$executeRaw`
      INSERT INTO audit_log SELECT ${as}, at, actor_kind, actor_id, action, subject_type, subject_id, details, personal,
        personal_salt, personal_commitment, previous_hash, hash FROM audit_log WHERE number = ${from}`;
    const before = await tamper((tx, [first]) => copyAs(tx, first, 0n));
    expect(before.verdict).toMatchObject({ firstBad: badAt(0n, "unexpected") });
    const after = await tamper((tx, [, , third = 0n]) => copyAs(tx, third, third + 1n));
    expect(after.verdict).toMatchObject({ firstBad: badAt((after.numbers[2] ?? 0n) + 1n, "unchained") });
  });

  it("when two rows change places", async () => {
    const tampered = await tamper(async (tx, [, second, third]) => {
      await tx.$executeRaw`UPDATE audit_log SET number = -1 WHERE number = ${second}`;
      await tx.$executeRaw`UPDATE audit_log SET number = ${second} WHERE number = ${third}`;
      await tx.$executeRaw`UPDATE audit_log SET number = ${third} WHERE number = -1`;
    });
    expect(tampered.verdict).toMatchObject({ firstBad: badAt(tampered.numbers[1], "unchained") });
  });

  it("when the head is rewound or lost", async () => {
    const rewound = await tamper(
      (tx, [, , third]) => tx.$executeRaw`
      UPDATE audit_head SET number = number - 1, hash = (SELECT previous_hash FROM audit_log WHERE number = ${third})`,
    );
    expect(rewound.verdict).toMatchObject({ firstBad: badAt((rewound.numbers[2] ?? 0n) + 1n, "end_missing") });
    const lost = await tamper((tx) => tx.$executeRaw`DELETE FROM audit_head`);
    expect(lost.verdict).toMatchObject({ firstBad: { problem: "end_missing" } });
  });

  it("and none when personal fields were erased as they may be", async () => {
    const erased = await tamper(
      (tx, [, second]) =>
        tx.$executeRaw`UPDATE audit_log SET personal = NULL, personal_salt = NULL WHERE number = ${second}`,
    );
    expect(erased.verdict).toMatchObject({ ok: true });
  });
});

function badAt(number: bigint | number | undefined, problem: AuditProblem) {
  return { number: Number(number), problem };
}

/** Appends three rows, harms them as a superuser could (no triggers), verifies, and undoes it all. */
async function tamper(
  harm: (tx: Tx, numbers: bigint[]) => Promise<unknown>,
): Promise<{ numbers: bigint[]; verdict: AuditVerdict }> {
  let found: { numbers: bigint[]; verdict: AuditVerdict } | null = null;
  const undone = db().$transaction(
    async (tx) => {
      const numbers = await appendThree(tx);
      await tx.$executeRaw`SET LOCAL session_replication_role = replica`;
      await harm(tx, numbers);
      found = { numbers, verdict: await verifyChain(tx) };
      throw new Error("undo");
    },
    { timeout: 20_000, maxWait: 20_000 },
  );
  await undone.catch((error: Error) => {
    if (error.message !== "undo") throw error;
  });
  if (!found) throw new Error("nothing was verified");
  return found;
}

async function appendThree(tx: Tx): Promise<bigint[]> {
  const id = randomUUID();
  const numbers: bigint[] = [];
  for (const count of [1, 2, 3]) {
    const details = { same: true, count, ratio: 0.1 + 0.2, text: 'a "quoted" ☎', nothing: null };
    const personal = { note: "called back", address: "192.0.2.7" };
    const subject = { type: "user", id } as const;
    const entry = { actor: { kind: "user", id }, action: "sign_in", subject, details, personal, at: AT } as const;
    numbers.push((await recordAudit(tx, entry)).number);
  }
  return numbers;
}
