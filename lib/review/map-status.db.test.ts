import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { signInAs } from "@/lib/auth/fixtures/session";
import { callBack, type LiveConnection, mintConnection } from "@/lib/connections/fixtures/live-connection";
import { closeDb, db } from "@/lib/db";
import { drainCallbacks } from "@/lib/ingest/store-callbacks";
import { checkDrift } from "@/lib/ledger/check-drift";
import { applyMappings } from "./apply-mappings";
import { itemOf } from "./fixtures/review-item";
import { type MapStatusInput, mapStatus } from "./map-status";
import { unmapStatus } from "./unmap-status";

vi.mock("@/lib/auth/session", () => import("@/lib/auth/fixtures/session"));

const clock = () => new Date();
const RAW = "DLR_9";

let admin: { id: string };
beforeEach(async () => {
  admin = await signInAs("admin");
});
afterAll(closeDb);

describe("mapStatus", () => {
  it("turns what is stored, its summary and its counts, and what comes after", async () => {
    const connection = await mintConnection();
    await callBack(connection, { rawStatus: RAW, providerMessageId: "before" });
    expect(await summary(connection, "before")).toMatchObject({ status: "unknown", isFinal: false });
    const result = await map(connection, { status: "undelivered", failureCategory: "handset_unreachable" });
    expect(result).toMatchObject({ ok: true, events: 1, messages: 1 });
    await callBack(connection, { rawStatus: RAW, providerMessageId: "after" });
    for (const id of ["before", "after"]) {
      expect(await summary(connection, id)).toMatchObject({
        status: "undelivered",
        isFinal: true,
        failureCategory: "handset_unreachable",
      });
    }
    expect(await counted(connection)).toEqual({ undelivered: 2 });
    expect(await itemOf(connection.id, "unknown_status")).toMatchObject({ state: "mapped", count: 1n });
    await expectNoDrift(connection);
  });

  it("never changes what the provider said", async () => {
    const connection = await mintConnection();
    await callBack(connection, { rawStatus: RAW, errorCode: "77", reason: "so it is", providerMessageId: "m" });
    const facts = async () => {
      const [event] = await events(connection, "m");
      const { status, is_final, failure_category, mapping_version, ...raw } = event ?? {};
      return { raw, status, mapping_version };
    };
    const before = await facts();
    const result = await map(connection, { status: "failed" });
    const after = await facts();
    expect(after.raw).toEqual(before.raw);
    expect(after).toMatchObject({ status: "failed", mapping_version: result.version });
    expect(before).toMatchObject({ status: "unknown", mapping_version: 0 });
  });

  it("lets the narrower mapping win, and keeps the item open until one takes all", async () => {
    const connection = await mintConnection();
    for (const errorCode of ["1", "2", undefined]) {
      await callBack(connection, { rawStatus: RAW, errorCode, providerMessageId: `code-${errorCode}` });
    }
    await map(connection, { status: "rejected", errorCode: "1" });
    expect((await itemOf(connection.id, "unknown_status")).state).toBe("open");
    await map(connection, { status: "sent" });
    expect((await itemOf(connection.id, "unknown_status")).state).toBe("mapped");
    const statuses = await Promise.all(["1", "2", "undefined"].map((code) => summary(connection, `code-${code}`)));
    expect(statuses.map(({ status }) => status)).toEqual(["rejected", "sent", "sent"]);
    await expectNoDrift(connection);
  });

  it("replaces an earlier mapping of the same words, and a newer version stands in the events", async () => {
    const connection = await mintConnection();
    await callBack(connection, { rawStatus: RAW, providerMessageId: "m" });
    const first = await map(connection, { status: "delivered" });
    const second = await map(connection, { status: "expired" });
    expect(second.version).toBeGreaterThan(first.version);
    expect(await summary(connection, "m")).toMatchObject({ status: "expired", deliveredAt: null });
    expect(await events(connection, "m")).toMatchObject([{ mapping_version: second.version }]);
    expect(await db().statusMapping.count({ where: { connectionId: connection.id, retiredAt: null } })).toBe(1);
    await expectNoDrift(connection);
  });

  it("counts for every connection of the provider where it is asked to, and for this one alone where not", async () => {
    const raw = `EVERYWHERE_${randomUUID()}`;
    const [one, other] = [await mintConnection(), await mintConnection()];
    for (const connection of [one, other]) await callBack(connection, { rawStatus: raw, providerMessageId: "m" });
    await map(one, { rawStatus: raw, status: "sent" });
    expect((await summary(other, "m")).status).toBe("unknown");
    await map(one, { rawStatus: raw, status: "failed", everywhere: true });
    expect((await summary(other, "m")).status).toBe("failed");
    expect((await summary(one, "m")).status).toBe("sent");
    expect(await itemOf(other.id, "unknown_status")).toMatchObject({ state: "mapped" });
  });

  it("makes a delivery final and an acceptance not, whatever was asked", async () => {
    const connection = await mintConnection();
    await callBack(connection, { rawStatus: RAW, providerMessageId: "m" });
    await map(connection, { status: "accepted", isFinal: true, failureCategory: "expired" });
    expect(await summary(connection, "m")).toMatchObject({ status: "accepted", isFinal: false, failureCategory: null });
  });

  it("refuses a status that the provider's tables know, and whoever is no admin", async () => {
    const connection = await mintConnection();
    const input = { connectionId: connection.id, status: "sent" as const };
    expect(await mapStatus({ ...input, rawStatus: "Delivered" }, clock)).toEqual({ ok: false, code: "known_status" });
    expect(await mapStatus({ ...input, rawStatus: "" }, clock)).toEqual({ ok: false, code: "invalid_input" });
    await signInAs("senior_agent");
    await expect(mapStatus({ ...input, rawStatus: RAW }, clock)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("is on record", async () => {
    const connection = await mintConnection();
    const { id, version } = await map(connection, { status: "sent" });
    const entry = await db().auditEntry.findFirstOrThrow({
      where: { subjectId: connection.id, action: "status_mapped" },
    });
    expect(entry).toMatchObject({ actorId: admin.id, details: { mapping: id, version, status: "sent" } });
  });

  it("leaves nothing unread and no drift while callbacks come in", async () => {
    const connection = await mintConnection();
    const send = (rawStatus: string, providerMessageId: string) =>
      callBack(connection, { rawStatus, providerMessageId });
    await Promise.all(Array.from({ length: 300 }, (_, n) => send(RAW, `m${n}`)));
    const load = Promise.all(
      Array.from({ length: 8 }, async (_, worker) => {
        for (let n = 0; n < 60; n += 1) await send(n % 3 === 0 ? "sent" : RAW, `m${(n * 8 + worker) % 400}`);
      }),
    );
    await map(connection, { status: "delivered" });
    await map(connection, { status: "undelivered", failureCategory: "carrier_rejected" });
    await load;
    await drainCallbacks();
    await applyMappings(new Date(Date.now() + 60_000));
    const rows = await db().$queryRaw<{ status: string }[]>`
      SELECT DISTINCT e.status FROM message_events e JOIN messages m ON m.id = e.message_id
       WHERE m.connection_id = ${connection.id}::uuid AND e.raw_status = ${RAW}`;
    expect(rows).toEqual([{ status: "undelivered" }]);
    expect((await counted(connection)).unknown).toBeUndefined();
    await expectNoDrift(connection);
  });
});

describe("unmapStatus", () => {
  it("leaves events unknown again, with the item open, or read by what is left", async () => {
    const connection = await mintConnection();
    await callBack(connection, { rawStatus: RAW, errorCode: "1", providerMessageId: "m" });
    const all = await map(connection, { status: "sent" });
    const narrow = await map(connection, { status: "rejected", errorCode: "1" });
    expect(await unmapStatus(narrow.id, clock)).toMatchObject({ ok: true, events: 1 });
    expect((await summary(connection, "m")).status).toBe("sent");
    await unmapStatus(all.id, clock);
    expect((await summary(connection, "m")).status).toBe("unknown");
    expect((await itemOf(connection.id, "unknown_status")).state).toBe("open");
    expect(await unmapStatus(all.id, clock)).toEqual({ ok: false, code: "not_found" });
    await expectNoDrift(connection);
  });
});

describe("applyMappings", () => {
  it("reads what another process stored by what it knew before, once", async () => {
    const connection = await mintConnection();
    await map(connection, { status: "sent" });
    await callBack(connection, { rawStatus: RAW, providerMessageId: "m" });
    await db().$executeRaw`
      UPDATE message_events e SET status = 'unknown', mapping_version = 0 FROM messages m
       WHERE m.id = e.message_id AND m.connection_id = ${connection.id}::uuid`;
    await applyMappings(new Date());
    expect(await events(connection, "m")).toMatchObject([{ status: "unknown" }]);
    await applyMappings(new Date(Date.now() + 60_000));
    expect(await events(connection, "m")).toMatchObject([{ status: "sent" }]);
    expect(await db().statusMapping.count({ where: { connectionId: connection.id, appliedAt: null } })).toBe(0);
    await expectNoDrift(connection);
  });
});

async function map({ id }: LiveConnection, more: Partial<MapStatusInput> & Pick<MapStatusInput, "status">) {
  const result = await mapStatus({ connectionId: id, rawStatus: RAW, ...more }, clock);
  if (!result.ok) throw new Error(result.code);
  return result;
}

function summary({ id }: LiveConnection, providerMessageId: string) {
  return db().message.findFirstOrThrow({ where: { connectionId: id, providerMessageId } });
}

function events({ id }: LiveConnection, providerMessageId: string) {
  return db().$queryRaw<Record<string, unknown>[]>`
    SELECT e.* FROM message_events e JOIN messages m ON m.id = e.message_id
     WHERE m.connection_id = ${id}::uuid AND m.provider_message_id = ${providerMessageId}`;
}

async function counted({ id }: LiveConnection): Promise<Record<string, number>> {
  const rows = await db().$queryRaw<{ status: string; count: bigint }[]>`
    SELECT status, sum(count)::bigint AS count FROM delivery_rollups
     WHERE connection_id = ${id}::uuid GROUP BY status HAVING sum(count) <> 0`;
  return Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)]));
}

async function expectNoDrift({ id }: LiveConnection): Promise<void> {
  expect((await checkDrift({ connectionId: id })).drifts).toEqual([]);
}
