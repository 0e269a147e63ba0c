import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { signInAs } from "@/lib/auth/fixtures/session";
import { changeConnection } from "@/lib/connections/change-connection";
import { callBackRaw, type LiveConnection, mintConnection } from "@/lib/connections/fixtures/live-connection";
import { closeDb, db } from "@/lib/db";
import { checkDrift } from "@/lib/ledger/check-drift";
import { dismissItem, reopenItem } from "./change-item";
import { itemOf } from "./fixtures/review-item";
import { listItems } from "./list-items";
import { openExample } from "./open-example";
import { replayItem } from "./replay-item";

vi.mock("@/lib/auth/session", () => import("@/lib/auth/fixtures/session"));

const clock = () => new Date();
const body = (id: string) =>
  JSON.stringify({ theirId: id, status: "delivered", to: "+14155550123", text: "Your code is 482913" });
const UNDERSTOOD = { messageIdPath: "theirId" };

beforeEach(() => signInAs("admin"));
afterAll(closeDb);

describe("replayItem", () => {
  it("stores kept callbacks as of when they came, once a setting lets them be read, and resolves the item", async () => {
    const connection = await mintConnection();
    const item = await unread(connection, ["a", "b"]);
    const [oldest] = await db().reviewPayload.findMany({
      where: { reviewItemId: item.id },
      orderBy: { receivedAt: "asc" },
    });
    expect(await replayItem(item.id, clock)).toEqual({ ok: true, replayed: 0, left: 2 });
    await changeConnection({ id: connection.id, settings: UNDERSTOOD }, clock);
    expect(await replayItem(item.id, clock)).toEqual({ ok: true, replayed: 2, left: 0 });
    const messages = await db().message.findMany({ where: { connectionId: connection.id }, orderBy: { id: "asc" } });
    expect(messages.map(({ providerMessageId, status }) => [providerMessageId, status])).toEqual([
      ["a", "delivered"],
      ["b", "delivered"],
    ]);
    expect(messages[0]?.lastEventAt).toEqual(oldest?.receivedAt);
    expect((await itemOf(connection.id, "unreadable")).state).toBe("resolved");
    expect((await checkDrift({ connectionId: connection.id })).drifts).toEqual([]);
  });

  it("stores each once when it is pressed twice at once", async () => {
    const connection = await mintConnection();
    const item = await unread(connection, ["a", "b", "c"]);
    await changeConnection({ id: connection.id, settings: UNDERSTOOD }, clock);
    await Promise.all([replayItem(item.id, clock), replayItem(item.id, clock)]);
    const rows = await db().$queryRaw<{ duplicate_count: number }[]>`
      SELECT e.duplicate_count FROM message_events e JOIN messages m ON m.id = e.message_id
       WHERE m.connection_id = ${connection.id}::uuid`;
    expect(rows).toEqual([{ duplicate_count: 0 }, { duplicate_count: 0 }, { duplicate_count: 0 }]);
  });

  it("is on record before its first commit, and with what came of it, also where it breaks off", async () => {
    const connection = await mintConnection();
    const item = await unread(connection, ["a", "b", "c"]);
    await changeConnection({ id: connection.id, settings: UNDERSTOOD }, clock);
    const where = { reviewItemId: item.id };
    const last = await db().reviewPayload.findFirstOrThrow({ where, orderBy: { receivedAt: "desc" } });
    const damage = (ciphertext: Uint8Array<ArrayBuffer>) =>
      db().reviewPayload.updateMany({ where: { ...where, bodyHash: last.bodyHash }, data: { ciphertext } });
    await damage(new Uint8Array(40));
    await expect(replayItem(item.id, clock)).rejects.toThrow();
    await damage(last.ciphertext);
    expect(await replayItem(item.id, clock)).toEqual({ ok: true, replayed: 1, left: 0 });
    const entries = await db().auditEntry.findMany({ where: { subjectId: item.id }, orderBy: { number: "asc" } });
    const [first, , second] = entries.map(({ number }) => Number(number));
    expect(entries.map(({ action, details }) => [action, details])).toEqual([
      ["events_replayed", { phase: "asked", kept: 3 }],
      ["events_replayed", { phase: "given up", replayed: 2, asked: first }],
      ["events_replayed", { phase: "asked", kept: 1 }],
      ["events_replayed", { phase: "complete", replayed: 1, left: 0, asked: second }],
    ]);
  });

  it("opens the item again when the same thing is seen again", async () => {
    const connection = await mintConnection();
    const item = await unread(connection, ["a"]);
    await changeConnection({ id: connection.id, settings: UNDERSTOOD }, clock);
    await replayItem(item.id, clock);
    await callBackRaw(connection, JSON.stringify({ status: "delivered" }));
    expect((await itemOf(connection.id, "unreadable")).state).toBe("open");
  });
});

describe("dismissItem and reopenItem", () => {
  it("take an item off the queue and put it back, once each, on record", async () => {
    const item = await unread(await mintConnection(), ["a"]);
    const listed = async () => (await listItems({ isOpen: true })).items.some(({ id }) => id === item.id);
    expect(await listed()).toBe(true);
    expect(await dismissItem(item.id, clock)).toEqual({ ok: true });
    expect(await dismissItem(item.id, clock)).toEqual({ ok: false, code: "other_state" });
    expect(await listed()).toBe(false);
    expect(await reopenItem(item.id, clock)).toEqual({ ok: true });
    expect(await listed()).toBe(true);
    const entries = await db().auditEntry.findMany({ where: { subjectId: item.id }, orderBy: { number: "asc" } });
    expect(entries.map(({ action }) => action)).toEqual(["review_dismissed", "review_reopened"]);
  });
});

describe("openExample", () => {
  it("shows the callback without what is personal, and is on record", async () => {
    const item = await unread(await mintConnection(), ["a"]);
    const senior = await signInAs("senior_agent");
    const example = await openExample(item.id, clock);
    const shown = JSON.stringify(example);
    expect(shown).toContain("theirId");
    expect(shown).not.toMatch(/4155550123|482913/);
    const entry = await db().auditEntry.findFirstOrThrow({ where: { subjectId: item.id } });
    expect(entry).toMatchObject({ action: "payload_viewed", actorId: senior.id });
  });

  it.each(["agent", "analyst"] as const)("is refused to %s, who also may not replay", async (role) => {
    const item = await unread(await mintConnection(), ["a"]);
    await signInAs(role);
    await expect(openExample(item.id, clock)).rejects.toMatchObject({ code: "forbidden" });
    await expect(replayItem(item.id, clock)).rejects.toMatchObject({ code: "forbidden" });
    await expect(dismissItem(item.id, clock)).rejects.toMatchObject({ code: "forbidden" });
    expect(await db().auditEntry.count({ where: { subjectId: item.id } })).toBe(0);
  });
});

async function unread(connection: LiveConnection, ids: string[]) {
  for (const id of ids) await callBackRaw(connection, body(id));
  return itemOf(connection.id, "unreadable");
}
