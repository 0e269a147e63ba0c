import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { uniqueId } from "@/e2e/support/sending-app";
import { signInAs } from "@/lib/auth/fixtures/session";
import { closeDb, db } from "@/lib/db";
import { provideEnv } from "@/lib/env";
import { findConnection, rereadConnections } from "@/lib/ingest/connections";
import { handleCallback } from "@/lib/ingest/doors/callback-door";
import { flushTallies } from "@/lib/ingest/tallies";
import { addConnection } from "./add-connection";
import { changeConnection } from "./change-connection";
import { connectProvider } from "./connect-provider";
import { callBack, mintConnection } from "./fixtures/live-connection";
import { getConnection } from "./get-connection";
import { revokeSecret } from "./revoke-secret";
import { rotateSecret } from "./rotate-secret";
import { sendTestCallback, TEST_MESSAGE_PREFIX } from "./send-test-callback";
import { switchConnection } from "./switch-connection";

vi.mock("@/lib/auth/session", () => import("@/lib/auth/fixtures/session"));

const clock = () => new Date();
let server: Server;
beforeAll(async () => {
  server = createServer((request, response) => void handleCallback(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  provideEnv({ NEXTAUTH_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
beforeEach(() => signInAs("admin"));
afterAll(async () => {
  server.close();
  await closeDb();
});

describe("connectProvider", () => {
  it("adds an account that takes callbacks at once, and records who did", async () => {
    const admin = await signInAs("admin");
    const added = await connectProvider(
      { provider: "generic-hmac", label: `Ours ${crypto.randomUUID()}`, secrets: { secret: "s" } },
      clock,
    );
    if (!added.ok) throw new Error(added.code);
    const connection = { ...added, secrets: { secret: "s" } };
    expect(await callBack(connection, { rawStatus: "delivered" })).toBe(200);
    const entry = await db().auditEntry.findFirstOrThrow({ where: { subjectId: added.id } });
    expect(entry).toMatchObject({ action: "connection_added", actorId: admin.id });
  });

  it("names the fields that the provider's schema refuses, and adds nothing", async () => {
    const label = uniqueId("refused");
    const settings = { toleranceSeconds: "1" };
    const result = await connectProvider({ provider: "generic-hmac", label, secrets: {}, settings }, clock);
    expect(result).toMatchObject({ ok: false, fields: { secret: expect.any(String) } });
    expect(await db().providerConnection.count({ where: { label } })).toBe(0);
  });
});

describe("changeConnection", () => {
  it("switches confirming on only where the provider can be asked, and is then no more unauthenticated", async () => {
    const label = uniqueId("confirmed");
    const { id } = await addConnection({ provider: "otpiq", label, secrets: {} }, clock);
    const warnings = async () => (await getConnection(id, clock()))?.connection.warnings;
    expect(await warnings()).toEqual(["unauthenticated"]);
    const on = { id, confirmByPoll: true };
    expect(await changeConnection(on, clock)).toMatchObject({
      ok: false,
      fields: { confirmByPoll: expect.any(String) },
    });
    await rotateSecret({ connectionId: id, secrets: { apiKey: "sk_live_0123456789abcdef" }, overlapSeconds: 0 }, clock);
    expect(await changeConnection(on, clock)).toEqual({ ok: true });
    expect(await warnings()).toEqual([]);
    expect((await getConnection(id, clock()))?.connection).toMatchObject({ provesNothing: true, canAsk: true });
    const secret = await db().connectionSecret.findFirstOrThrow({ where: { connectionId: id } });
    await db().connectionSecret.update({ where: { id: secret.id }, data: { state: "revoked" } });
    expect(await warnings()).toEqual(["cannot_confirm"]);
  });

  it("leaves confirming as it is where nothing is said of it", async () => {
    const secrets = { apiKey: "k" };
    const fields = { provider: "otpiq", label: uniqueId("kept"), secrets, confirmByPoll: true };
    const { id } = await addConnection(fields, clock);
    await changeConnection({ id, label: uniqueId("kept") }, clock);
    expect(await db().providerConnection.findUnique({ where: { id } })).toMatchObject({ confirmByPoll: true });
  });

  it("reads callbacks by the new settings at once, and names what changed", async () => {
    const connection = await mintConnection();
    const input = { id: connection.id, label: "Renamed", settings: { successStatus: 202 } };
    expect(await changeConnection(input, clock)).toEqual({ ok: true });
    expect(await callBack(connection, { rawStatus: "delivered" })).toBe(202);
    const entry = await db().auditEntry.findFirstOrThrow({
      where: { subjectId: connection.id, action: "connection_changed" },
    });
    expect(entry.details).toEqual({ changed: "label settings" });
  });

  it("refuses settings that the provider does not have, and keeps the old ones", async () => {
    const { id } = await mintConnection();
    expect(await changeConnection({ id, settings: { nothing: 1 } }, clock)).toMatchObject({ code: "invalid_input" });
    expect(await changeConnection({ id, receiptDeadlineSeconds: 1 }, clock)).toMatchObject({ code: "invalid_input" });
    expect(await db().providerConnection.findUnique({ where: { id } })).toMatchObject({ receiptDeadlineSeconds: 300 });
  });
});

describe("switchConnection", () => {
  it("answers 404 while it is off, and takes callbacks again after", async () => {
    const connection = await mintConnection();
    await switchConnection(connection.id, false, clock);
    await switchConnection(connection.id, false, clock);
    expect(await callBack(connection, { rawStatus: "delivered" })).toBe(404);
    await switchConnection(connection.id, true, clock);
    expect(await callBack(connection, { rawStatus: "delivered" })).toBe(200);
    const where = { subjectId: connection.id, action: { in: ["connection_disabled", "connection_enabled"] } };
    expect(await db().auditEntry.count({ where })).toBe(2);
  });
});

describe("sendTestCallback", () => {
  it.each(["twilio", "otpiq", "generic-hmac", "vonage-sms", "vonage-messages"])(
    "goes the whole way for %s",
    async (id) => {
      const names: Record<string, string> = { twilio: "authToken", otpiq: "webhookSecret", "generic-hmac": "secret" };
      const connection = await mintConnection(id, names[id] ?? "signatureSecret");
      const result = await sendTestCallback(connection.id, clock);
      if (!result.ok) throw new Error(result.code);
      expect(result.steps).toEqual({ reached: true, verified: true, understood: true, stored: true });
      const message = await db().message.findUniqueOrThrow({ where: { id: result.messageId ?? "" } });
      expect(message).toMatchObject({ origin: "callback", registeredAt: null, status: "delivered" });
      expect(message.providerMessageId?.startsWith(TEST_MESSAGE_PREFIX)).toBe(true);
    },
  );

  it.each([
    ["telnyx", { publicKey: Buffer.alloc(32, 7).toString("base64") }],
    ["standard-webhooks", { secret: `whpk_${Buffer.alloc(32, 7).toString("base64")}` }],
  ])("of %s cannot be signed with a public key, and says so", async (provider, secrets) => {
    const { id } = await addConnection({ provider, label: uniqueId("public key"), secrets }, clock);
    expect(await sendTestCallback(id, clock)).toEqual({ ok: false, code: "cannot_sign" });
    expect(await db().message.count({ where: { connectionId: id } })).toBe(0);
  });

  it("says where it stops: nothing listens, switched off", async () => {
    const { id } = await mintConnection();
    const { NEXTAUTH_URL } = process.env;
    provideEnv({ NEXTAUTH_URL: "http://127.0.0.1:9" });
    const steps = { reached: false, verified: false, understood: false, stored: false };
    expect(await sendTestCallback(id, clock)).toMatchObject({ ok: true, answer: null, steps });
    provideEnv({ NEXTAUTH_URL });
    await switchConnection(id, false, clock);
    expect(await sendTestCallback(id, clock)).toEqual({ ok: false, code: "disabled" });
  });
});

describe("getConnection", () => {
  it("counts how callbacks ended, with the refused ones' reasons and no secret", async () => {
    const connection = await mintConnection();
    await callBack(connection, { rawStatus: "delivered", providerMessageId: "m1" });
    await callBack(connection, { rawStatus: "never-heard-of" });
    await callBack(connection, { rawStatus: "delivered" }, { secret: "wrong" });
    await flushTallies();
    const page = await getConnection(connection.id, new Date());
    expect(page?.connection.traffic.counts).toMatchObject({ stored: 1, unknown_status: 1, refused: 1 });
    expect(page?.refused).toMatchObject([{ reason: "bad_signature", address: "127.0.0.1" }]);
    expect(page?.connection.lastVerifiedAt).not.toBeNull();
    const anHourBefore = await getConnection(connection.id, new Date(Date.now() - 3_600_000));
    expect(anHourBefore?.connection.traffic).toMatchObject({ counts: { stored: 0, refused: 0 }, lastTakenIn: null });
    expect(JSON.stringify(page)).not.toContain(connection.secrets.secret);
  });

  it("warns of an account whose callbacks prove nothing, and of no other", async () => {
    const warnings = async (id: string) => (await getConnection(id, new Date()))?.connection.warnings;
    const open = await connectProvider({ provider: "otpiq", label: `Open ${crypto.randomUUID()}` }, clock);
    if (!open.ok) throw new Error(open.code);
    expect(await warnings(open.id)).toEqual(["unauthenticated"]);
    expect(await warnings((await mintConnection("otpiq", "webhookSecret")).id)).toEqual([]);
    expect(await warnings((await mintConnection("twilio", "authToken")).id)).toEqual([]);
  });
});

describe("a row that cannot be read", () => {
  it("costs no other connection its callbacks", async () => {
    const [bad, good] = [await mintConnection(), await mintConnection()];
    const settings = { messageIdPath: "not a path!" };
    await db().providerConnection.update({ where: { id: bad.id }, data: { settings } });
    await rereadConnections();
    expect(await findConnection(bad.key)).toBeNull();
    expect(await callBack(good, { rawStatus: "delivered" })).toBe(200);
    await db().providerConnection.update({ where: { id: bad.id }, data: { settings: {} } });
    await rereadConnections();
    expect(await callBack(bad, { rawStatus: "delivered" })).toBe(200);
  });
});

describe("what callers are asked", () => {
  it("is set, told in words where it is none, audited, and in force at once", async () => {
    const connection = await mintConnection();
    const change = (settings: Record<string, unknown>) => changeConnection({ id: connection.id, settings }, clock);
    const wrong = await change({ allowedAddresses: "203.0.113.0/33", clientCertificates: "aa:bb" });
    expect(wrong).toMatchObject({
      ok: false,
      fields: {
        allowedAddresses: expect.stringMatching(/like 203\.0\.113\.0\/24/),
        clientCertificates: expect.stringMatching(/64 digits/),
      },
    });
    expect(await change({ allowedAddresses: "203.0.113.0/24", successStatus: 202 })).toEqual({ ok: true });
    expect(await callBack(connection, { rawStatus: "delivered" })).toBe(401);
    const entry = await db().auditEntry.findFirstOrThrow({
      where: { subjectId: connection.id, action: "connection_changed" },
      orderBy: { number: "desc" },
    });
    expect(entry.details).toMatchObject({ changed: "settings" });
    await flushTallies();
    const page = await getConnection(connection.id, clock());
    expect(page?.refused).toMatchObject([{ reason: "address_not_allowed", address: "127.0.0.1" }]);
    expect(page?.connection.asked).toEqual(["address"]);
    expect(page?.settings).toEqual({ allowedAddresses: "203.0.113.0/24", successStatus: 202 });
    expect(await sendTestCallback(connection.id, clock)).toMatchObject({ ok: true, answer: 202, asksCallers: true });
    expect(await change({ successStatus: 202 })).toEqual({ ok: true });
    expect(await callBack(connection, { rawStatus: "delivered" })).toBe(202);
  });

  it("stands in for a secret that a provider does not have, an address with a warning of its own", async () => {
    const of = async (settings: Record<string, unknown>, secrets: Record<string, string> = {}) => {
      const added = await connectProvider({ provider: "msg91", label: uniqueId("callers"), secrets, settings }, clock);
      if (!added.ok) throw new Error(added.message);
      return (await getConnection(added.id, clock()))?.connection.warnings;
    };
    expect(await of({})).toEqual(["unauthenticated"]);
    expect(await of({ allowedAddresses: "203.0.113.7" })).toEqual(["address_alone"]);
    expect(await of({ clientCertificates: "ab".repeat(32) })).toEqual([]);
    expect(await of({}, { callerUsername: "desk", callerPassword: "a-long-password" })).toEqual([]);
  });

  it("is a user name and its password, which can be ended again by who may change secrets", async () => {
    const secrets = { secret: "shared-secret" };
    const connect = (more: Record<string, string>) =>
      connectProvider(
        { provider: "generic-hmac", label: uniqueId("callers"), secrets: { ...secrets, ...more } },
        clock,
      );
    expect(await connect({ callerUsername: "desk" })).toMatchObject({
      ok: false,
      fields: { callerPassword: expect.stringContaining("missing") },
    });
    const added = await connect({ callerUsername: "desk", callerPassword: "a-long-password" });
    if (!added.ok) throw new Error(added.message);
    const connection = { ...added, secrets };
    expect(await callBack(connection, { rawStatus: "delivered" })).toBe(401);
    const idOf = (name: string) => added.secrets.find((one) => one.name === name)?.id ?? "";
    expect(await revokeSecret(idOf("secret"), clock)).toEqual({ ok: false, code: "in_force" });
    expect(await revokeSecret(idOf("callerPassword"), clock)).toEqual({ ok: true });
    expect(await callBack(connection, { rawStatus: "delivered" })).toBe(200);
  });
});
