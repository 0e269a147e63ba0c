import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { signInAs } from "@/lib/auth/fixtures/session";
import { closeDb, db } from "@/lib/db";
import { flushTallies } from "@/lib/ingest/tallies";
import { addConnection } from "./add-connection";
import { archiveConnection } from "./archive-connection";
import { changeConnection } from "./change-connection";
import { connectProvider } from "./connect-provider";
import { callBack, mintConnection } from "./fixtures/live-connection";
import { getConnection } from "./get-connection";
import { archivedConnections, hideArchived } from "./hide-archived";
import { rotateSecret } from "./rotate-secret";
import { sendTestCallback } from "./send-test-callback";

vi.mock("@/lib/auth/session", () => import("@/lib/auth/fixtures/session"));

const clock = () => new Date();
const SHARED = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";
beforeEach(() => signInAs("admin"));
afterAll(closeDb);

describe("an archived connection", () => {
  it("is offered no more unless it is chosen, takes its callbacks, and can be brought back", async () => {
    const connection = await mintConnection();
    const choices = [{ value: connection.id }, { value: randomUUID() }];
    const offered = async (chosen: string[] = []) => hideArchived(choices, chosen, await archivedConnections()).length;
    expect(await offered()).toBe(2);

    expect(await archiveConnection(connection.id, true, clock)).toEqual({ ok: true });
    expect([await offered(), await offered([connection.id])]).toEqual([1, 2]);
    expect((await getConnection(connection.id, new Date()))?.connection.archivedAt).toBeInstanceOf(Date);
    expect(await callBack(connection, { rawStatus: "delivered" })).toBe(200);
    expect(await db().message.count({ where: { connectionId: connection.id } })).toBe(1);

    expect(await archiveConnection(connection.id, false, clock)).toEqual({ ok: true });
    expect(await offered()).toBe(2);
  });

  it("goes on record once, and is an admin's to archive", async () => {
    const { id } = await mintConnection();
    for (const isArchived of [true, true, false, false]) await archiveConnection(id, isArchived, clock);
    const where = { subjectId: id, action: { in: ["connection_archived", "connection_unarchived"] } };
    expect(await db().auditEntry.count({ where })).toBe(2);
    expect(await archiveConnection(randomUUID(), true, clock)).toEqual({ ok: false, code: "not_found" });
    await signInAs("analyst");
    await expect(archiveConnection(id, true, clock)).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("a connection's name", () => {
  it("is its own, however it is capitalised, also beside an archived one and when two are added at once", async () => {
    const label = `Name ${randomUUID()}`;
    const add = (name: string) =>
      connectProvider({ provider: "generic-hmac", label: name, secrets: { secret: "0123456789" } }, clock);
    const first = await add(label);
    if (!first.ok) throw new Error(first.code);
    await archiveConnection(first.id, true, clock);
    expect(await add(` ${label.toUpperCase()} `)).toMatchObject({ ok: false, fields: { label: expect.any(String) } });
    expect(await add(label.replace("Name", "Na_e"))).toMatchObject({ ok: true });
    const twins = await Promise.all([add(`${label} twin`), add(`${label} twin`)]);
    expect(twins.map(({ ok }) => ok).sort()).toEqual([false, true]);
  });

  it("can be kept, and not changed to another's", async () => {
    const [one, other] = [await mintConnection(), await mintConnection()];
    const { label } = await db().providerConnection.findUniqueOrThrow({ where: { id: other.id } });
    expect(await changeConnection({ id: one.id, label }, clock)).toMatchObject({
      fields: { label: expect.any(String) },
    });
    expect(await changeConnection({ id: other.id, label }, clock)).toEqual({ ok: true });
  });
});

describe("settings", () => {
  it("are stored where they differ from the defaults alone, when added and when saved", async () => {
    const stored = async (id: string) => (await db().providerConnection.findUniqueOrThrow({ where: { id } })).settings;
    const input = { provider: "generic-hmac", label: `Sparse ${randomUUID()}`, secrets: { secret: "0123456789" } };
    const { id } = await addConnection({ ...input, settings: { statusPath: "status", successStatus: "202" } }, clock);
    expect(await stored(id)).toEqual({ successStatus: 202 });
    await changeConnection({ id, settings: { toleranceSeconds: "259200", successBody: "OK" } }, clock);
    expect(await stored(id)).toEqual({ successBody: "OK" });
  });
});

describe("a connection whose secret is not known yet", () => {
  it("is made, asks signed callbacks to come again, says so, and takes them once the secret is there", async () => {
    const added = await connectProvider({ provider: "standard-webhooks", label: `Later ${randomUUID()}` }, clock);
    if (!added.ok) throw new Error(added.code);
    const connection = { ...added, secrets: { secret: SHARED } };
    const warnings = async () => (await getConnection(added.id, new Date()))?.connection.warnings;

    expect(await callBack(connection, { rawStatus: "delivered" })).toBe(503);
    expect(await sendTestCallback(added.id, clock)).toEqual({ ok: false, code: "no_secret" });
    await flushTallies();
    const page = await getConnection(added.id, new Date());
    expect(page?.connection.warnings).toContain("waiting_for_secret");
    expect(page?.refused).toMatchObject([{ reason: "missing_secret" }]);
    expect(await db().message.count({ where: { connectionId: added.id } })).toBe(0);

    const rotated = await rotateSecret({ connectionId: added.id, secrets: { secret: SHARED } }, clock);
    expect(rotated).toMatchObject({ ok: true });
    expect(await callBack(connection, { rawStatus: "delivered" })).toBe(204);
    expect(await warnings()).not.toContain("waiting_for_secret");
  });
});

describe("a secret of a wrong shape", () => {
  it("is stored, and doubted on the connection's page in words that do not tell it", async () => {
    const secrets = { authToken: "SK-not-an-auth-token" };
    const label = `Odd ${randomUUID()}`;
    const added = await connectProvider({ provider: "twilio", label, secrets }, clock);
    if (!added.ok) throw new Error(added.code);
    expect(added.warnings).toHaveLength(1);
    const page = await getConnection(added.id, new Date());
    expect(page?.connection.warnings).toEqual(["odd_secret"]);
    expect(page?.connection.oddSecrets).toEqual(added.warnings);
    expect(JSON.stringify(page)).not.toContain(secrets.authToken);
    expect(await callBack({ ...added, secrets }, { rawStatus: "delivered" })).toBe(204);
  });
});
