import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { sendingApp } from "@/e2e/support/sending-app";
import { openPersonal } from "@/lib/audit/personal-fields";
import { endSession, mintUser, signInAs, startSession } from "@/lib/auth/fixtures/session";
import { db } from "@/lib/db";
import * as sealing from "@/lib/privacy/seal";
import { mintMessage, mintVerification } from "./fixtures/mint-story";
import { type RevealNumberInput, revealNumber } from "./reveal-number";

vi.mock("@/lib/auth/session", () => import("@/lib/auth/fixtures/session"));
vi.mock("@/lib/privacy/seal", { spy: true });

const NUMBER = "+447700900123";
const NOW = new Date("2026-11-21T14:00:00Z");
const clock = () => NOW;
const reveal = (id: string, more: Partial<RevealNumberInput> = {}) =>
  revealNumber({ id, reason: "customer_asked", ...more }, clock);

let senior: { id: string };
beforeEach(async () => {
  senior = await signInAs("senior_agent");
});

describe("revealNumber", () => {
  it("opens the number of a story or a message", async () => {
    const shown = { ok: true, number: NUMBER, shown: "+44 7700 900123" };
    expect(await reveal(await mintMessage(NUMBER))).toEqual(shown);
    expect(await reveal(await mintVerification(NUMBER))).toEqual(shown);
    const bare = await mintVerification(null);
    await mintMessage(NUMBER, { verificationId: bare });
    expect(await reveal(bare)).toEqual(shown);
    const address = await mintMessage("pat@example.com");
    expect(await reveal(address)).toEqual({ ok: true, number: "pat@example.com", shown: "pat@example.com" });
  });

  it("records who, what and why, with what was typed sealed and free of numbers", async () => {
    const id = await mintMessage(NUMBER);
    await reveal(id, { reason: "other", ticket: "ZD-12345678", note: "called from +44 7700 900123 twice" });
    const row = await newestRow();
    expect(row).toMatchObject({
      action: "number_revealed",
      subjectType: "message",
      subjectId: id,
      details: { reason: "other" },
      at: NOW,
    });
    const personal = openPersonal(row.personal ?? new Uint8Array(), row.number);
    expect(personal).toEqual({ ticket: "ZD-12345678", note: "called from +•• •••• •••••• twice" });
  });

  it("opens nothing before the row is committed", async () => {
    const id = await mintMessage(NUMBER);
    const seen: Promise<number>[] = [];
    vi.mocked(sealing.open).mockImplementationOnce((sealed, purpose, cryptoId) => {
      seen.push(db().auditEntry.count({ where: { actorId: senior.id } }));
      return sealing.open(sealed, purpose, cryptoId);
    });
    await reveal(id);
    expect(await Promise.all(seen)).toEqual([1]);
  });

  it("opens nothing when the row cannot be written", async () => {
    const id = await mintMessage(NUMBER);
    vi.mocked(sealing.open).mockClear();
    const failing = vi.spyOn(db(), "$transaction").mockRejectedValueOnce(new Error("the log is away"));
    await expect(reveal(id)).rejects.toThrow("the log is away");
    failing.mockRestore();
    expect(sealing.open).not.toHaveBeenCalled();
  });

  it("asks for a reason from the list, and for words where it is another", async () => {
    const id = await mintMessage(NUMBER);
    const refusals: [Partial<RevealNumberInput>, string[]][] = [
      [{ reason: "curious" as "other" }, ["reason"]],
      [{ reason: "other" }, ["note"]],
      [{ reason: "other", note: "   " }, ["note"]],
      [{ ticket: "two words" }, ["ticket"]],
      [{ ticket: "x".repeat(41) }, ["ticket"]],
      [{ note: "x".repeat(301) }, ["note"]],
    ];
    for (const [more, fields] of refusals) {
      expect(await reveal(id, more)).toEqual({ ok: false, code: "invalid_input", fields });
    }
    expect(await db().auditEntry.count({ where: { actorId: senior.id } })).toBe(0);
  });

  it("refuses the number itself as a ticket", async () => {
    const id = await mintMessage(NUMBER);
    for (const ticket of ["447700900123", "07700900123", "07700-900123"]) {
      expect(await reveal(id, { ticket })).toEqual({ ok: false, code: "invalid_input", fields: ["ticket"] });
    }
  });

  it("gives one person twenty numbers an hour", async () => {
    const id = await mintMessage(NUMBER);
    const results = [];
    for (let n = 0; n < 21; n++) results.push(await reveal(id));
    expect(results.filter(({ ok }) => ok)).toHaveLength(20);
    expect(results.at(-1)).toEqual({ ok: false, code: "rate_limited", retryAfterSeconds: 3600 });
    expect(await db().auditEntry.count({ where: { actorId: senior.id } })).toBe(20);
  });
});

describe("who may reveal", () => {
  it("trusted roles may", async () => {
    await signInAs("admin");
    expect(await reveal(await mintMessage(NUMBER))).toMatchObject({ ok: true, number: NUMBER });
  });

  it.each(["agent", "analyst"] as const)("%s may not, and nothing is opened", async (role) => {
    const { id: userId } = await signInAs(role);
    const id = await mintMessage(NUMBER);
    vi.mocked(sealing.open).mockClear();
    await expect(reveal(id)).rejects.toMatchObject({ code: "forbidden" });
    expect(sealing.open).not.toHaveBeenCalled();
    expect(await db().auditEntry.count({ where: { actorId: userId } })).toBe(0);
  });

  it("nobody may without a session, with a disabled account, or once the role is gone", async () => {
    const id = await mintMessage(NUMBER);
    await db().user.update({ where: { id: senior.id }, data: { role: "agent" } });
    await expect(reveal(id)).rejects.toMatchObject({ code: "forbidden" });
    await startSession((await mintUser("admin", { status: "disabled" })).id);
    await expect(reveal(id)).rejects.toMatchObject({ code: "unauthenticated" });
    await endSession();
    await expect(reveal(id)).rejects.toMatchObject({ code: "unauthenticated" });
  });

  it("finds no number by the id of anything else", async () => {
    const app = await sendingApp();
    const { number } = await db().$transaction((tx) => tx.auditHead.findUniqueOrThrow({ where: { id: 1 } }));
    const cryptoId = await db().message.findUniqueOrThrow({ where: { id: await mintMessage(NUMBER) } });
    const ids = [senior.id, app.connection.id, app.apiKey.id, cryptoId.cryptoId, String(number), randomUUID(), "", "%"];
    for (const id of ids) expect(await reveal(id)).toEqual({ ok: false, code: "not_found" });
    expect(await reveal(await mintMessage(null))).toEqual({ ok: false, code: "no_number" });
  });

  it.each([[["a", "b"]], [{ not: "" }], [null], [7]])("refuses %j in the place of an id", async (id) => {
    expect(await reveal(id as unknown as string)).toMatchObject({ ok: false });
  });
});

async function newestRow() {
  return db().auditEntry.findFirstOrThrow({ where: { actorId: senior.id }, orderBy: { number: "desc" } });
}
