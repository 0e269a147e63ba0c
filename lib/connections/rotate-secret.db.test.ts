import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { endSession, signInAs } from "@/lib/auth/fixtures/session";
import { closeDb, db } from "@/lib/db";
import { drainCallbacks } from "@/lib/ingest/store-callbacks";
import { callBack, mintConnection } from "./fixtures/live-connection";
import { revokeSecret } from "./revoke-secret";
import { rotateSecret } from "./rotate-secret";

vi.mock("@/lib/auth/session", () => import("@/lib/auth/fixtures/session"));

const clock = () => new Date();
const delivered = { rawStatus: "delivered" };

let admin: { id: string };
beforeEach(async () => {
  admin = await signInAs("admin");
});
afterAll(closeDb);

describe("rotateSecret", () => {
  it("takes both values until the overlap ends, and says so in the log without the value", async () => {
    const connection = await mintConnection();
    const result = await rotateSecret({ connectionId: connection.id, secrets: { secret: "the new value" } }, clock);
    expect(result).toMatchObject({ ok: true });
    expect(await callBack(connection, delivered)).toBe(200);
    expect(await callBack(connection, delivered, { secret: "the new value" })).toBe(200);
    expect(await callBack(connection, delivered, { secret: "another" })).toBe(401);
    const entry = await db().auditEntry.findFirstOrThrow({
      where: { subjectId: connection.id, action: "secret_rotated" },
    });
    expect(entry).toMatchObject({ actorId: admin.id, details: { names: "secret", overlapSeconds: 3 * 86_400 } });
    expect(JSON.stringify(entry.details)).not.toContain("the new value");
  });

  it("refuses the old value once the overlap is over", async () => {
    const connection = await mintConnection();
    const yesterday = () => new Date(Date.now() - 86_400_000);
    await rotateSecret({ connectionId: connection.id, secrets: { secret: "new" }, overlapSeconds: 3_600 }, yesterday);
    expect(await callBack(connection, delivered)).toBe(401);
    expect(await callBack(connection, delivered, { secret: "new" })).toBe(200);
  });

  it("ends the old value at once without an overlap", async () => {
    const connection = await mintConnection();
    await rotateSecret({ connectionId: connection.id, secrets: { secret: "new" }, overlapSeconds: 0 }, clock);
    expect(await callBack(connection, delivered)).toBe(401);
  });

  it("keeps at most two values that verify", async () => {
    const connection = await mintConnection();
    for (const secret of ["second", "third"]) {
      await rotateSecret({ connectionId: connection.id, secrets: { secret } }, clock);
    }
    expect(await callBack(connection, delivered)).toBe(401);
    expect(await callBack(connection, delivered, { secret: "second" })).toBe(200);
    expect(await callBack(connection, delivered, { secret: "third" })).toBe(200);
  });

  it("keeps two rotations at once apart", async () => {
    const connection = await mintConnection();
    const secrets = ["one", "two", "three", "four"];
    await Promise.all(
      secrets.map((secret) => rotateSecret({ connectionId: connection.id, secrets: { secret } }, clock)),
    );
    const rows = await db().connectionSecret.findMany({ where: { connectionId: connection.id } });
    expect(rows.filter(({ state }) => state === "active")).toHaveLength(1);
    expect(rows.filter(({ state }) => state === "retiring")).toHaveLength(1);
  });

  it("refuses a name that the provider has not, the value in force, and one that its schema refuses", async () => {
    const connection = await mintConnection();
    const rotate = (secrets: Record<string, string>) => rotateSecret({ connectionId: connection.id, secrets }, clock);
    expect(await rotate({ password: "x" })).toMatchObject({ ok: false, fields: { password: expect.any(String) } });
    expect(await rotate(connection.secrets)).toMatchObject({ ok: false, fields: { secret: expect.any(String) } });
    expect(await rotate({ secret: "x".repeat(501) })).toMatchObject({ ok: false, code: "invalid_input" });
    expect(await rotate({})).toMatchObject({ ok: false, code: "invalid_input" });
    expect(await callBack(connection, delivered)).toBe(200);
  });

  it("loses no callback under load, whichever secret signs while both are in force", async () => {
    const connection = await mintConnection();
    const statuses: number[] = [];
    let running = true;
    let secrets = connection.secrets;
    const load = Array.from({ length: 8 }, async () => {
      while (running) statuses.push(await callBack(connection, delivered, secrets));
    });
    for (const secret of ["second", "third", "fourth"]) {
      const before = statuses.length;
      await rotateSecret({ connectionId: connection.id, secrets: { secret } }, clock);
      secrets = { secret };
      await vi.waitFor(() => expect(statuses.length).toBeGreaterThan(before + 30), 10_000);
    }
    running = false;
    await Promise.all(load);
    await drainCallbacks();
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    expect(statuses.length).toBeGreaterThan(90);
  });
});

describe("revokeSecret", () => {
  it("ends a replaced value at once, and never the one in force", async () => {
    const connection = await mintConnection();
    await rotateSecret({ connectionId: connection.id, secrets: { secret: "new" } }, clock);
    const rows = await db().connectionSecret.findMany({
      where: { connectionId: connection.id },
      orderBy: { id: "asc" },
    });
    const idOf = (state: string) => rows.find((row) => row.state === state)?.id ?? "";
    expect(await revokeSecret(idOf("active"), clock)).toEqual({ ok: false, code: "in_force" });
    expect(await revokeSecret(idOf("retiring"), clock)).toEqual({ ok: true });
    expect(await revokeSecret(idOf("retiring"), clock)).toEqual({ ok: false, code: "not_found" });
    expect(await callBack(connection, delivered)).toBe(401);
    expect(await callBack(connection, delivered, { secret: "new" })).toBe(200);
    const entries = await db().auditEntry.count({ where: { subjectId: connection.id, action: "secret_revoked" } });
    expect(entries).toBe(1);
  });
});

describe("permission", () => {
  it.each(["agent", "senior_agent", "analyst"] as const)("is refused to %s, and changes nothing", async (role) => {
    const connection = await mintConnection();
    await signInAs(role);
    const rotated = rotateSecret({ connectionId: connection.id, secrets: { secret: "x" } }, clock);
    await expect(rotated).rejects.toMatchObject({ code: "forbidden" });
    await expect(revokeSecret(connection.id, clock)).rejects.toMatchObject({ code: "forbidden" });
    expect(await db().connectionSecret.count({ where: { connectionId: connection.id } })).toBe(1);
  });

  it("is refused to nobody in particular", async () => {
    await endSession();
    await expect(revokeSecret("x", clock)).rejects.toMatchObject({ code: "unauthenticated" });
  });
});
