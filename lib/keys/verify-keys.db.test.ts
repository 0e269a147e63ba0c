import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { newMessageSid, receipt, testConnection } from "@/e2e/support/receipts";
import { answerHealth } from "@/lib/api/check-health";
import { recordAudit } from "@/lib/audit/record-audit";
import { verifyChain } from "@/lib/audit/verify-chain";
import { addConnection } from "@/lib/connections/add-connection";
import { db, readPool } from "@/lib/db";
import { provideEnv } from "@/lib/env";
import { storeBatch } from "@/lib/ingest/store-callbacks";
import { claimKeys, readKeyChecks, refuseWrongKeys } from "./verify-keys";

inOwnDatabase();

const aReport = () => ({ providerMessageId: newMessageSid(), rawStatus: "delivered", recipient: "+14155550123" });
const newRing = (id = "test") => `${id}:${randomBytes(32).toString("base64")}`;
const { ENCRYPTION_KEYS = "", PHONE_HASH_KEYS = "" } = process.env;
const OURS = { ENCRYPTION_KEYS, PHONE_HASH_KEYS };

beforeEach(async () => {
  provideEnv(OURS);
  await readPool().query("TRUNCATE key_checks");
});
afterEach(() => void provideEnv(OURS));

describe("keys of a database that knows its own", () => {
  it("are noted once, and taken again", async () => {
    await claimKeys();
    await claimKeys();
    await refuseWrongKeys();
    expect((await readKeyChecks()).map(({ ring, keyId }) => `${ring} ${keyId}`)).toEqual([
      ...["ENCRYPTION_KEYS test", "PHONE_HASH_KEYS test"],
    ]);
  });

  it.each(["ENCRYPTION_KEYS", "PHONE_HASH_KEYS"] as const)(
    "are refused by the name of %s, and not noted",
    async (name) => {
      await claimKeys();
      const before = await readKeyChecks();
      for (const [ring, said] of [
        [newRing(), "is not the one"],
        [newRing("other"), "lacks the key test"],
        [OURS[name === "ENCRYPTION_KEYS" ? "PHONE_HASH_KEYS" : "ENCRYPTION_KEYS"], "is not the one"],
      ] as const) {
        provideEnv({ ...OURS, [name]: ring });
        for (const verify of [claimKeys, refuseWrongKeys]) {
          await expect(verify()).rejects.toMatchObject({
            code: "misconfigured",
            message: expect.stringContaining(said),
          });
          await expect(verify()).rejects.toThrow(new RegExp(`^${name}\\b.*$`));
        }
      }
      expect(await readKeyChecks()).toEqual(before);
    },
  );

  it("are needed from the first time that they may write, by every process", async () => {
    await claimKeys();
    provideEnv({ ENCRYPTION_KEYS: `${newRing("next")},${ENCRYPTION_KEYS}` });
    await claimKeys();
    provideEnv(OURS);
    await expect(claimKeys()).rejects.toThrow("ENCRYPTION_KEYS lacks the key next");
    const { status, body } = await answerHealth();
    expect([status, JSON.parse(body).checks.keys.status]).toEqual([503, "failing"]);
    expect(body).not.toContain("next");
  });

  it("of two that begin at once are those of one", async () => {
    const [first] = await Promise.allSettled([claimKeys(), claimKeys()]);
    provideEnv({ ENCRYPTION_KEYS: newRing() });
    const second = await Promise.allSettled([claimKeys()]);
    expect([first, ...second].map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  });
});

describe("keys of a database that was filled before it knew them", () => {
  const connection = testConnection();

  it.each([
    [
      "a connection's secret",
      () =>
        addConnection(
          { provider: "twilio", label: `Old ${crypto.randomUUID()}`, secrets: { authToken: "s" } },
          () => new Date(),
        ),
    ],
    ["a message", () => storeBatch([receipt(connection, aReport(), new Date())])],
  ])("are proven by %s", async (_what, fill) => {
    await fill();
    for (const [ring, said] of [
      [newRing(), "is not the one"],
      [newRing("other"), "lacks the key test"],
    ] as const) {
      provideEnv({ ENCRYPTION_KEYS: ring });
      await expect(claimKeys()).rejects.toThrow(said);
    }
    expect(await readKeyChecks()).toEqual([]);
    provideEnv({ ENCRYPTION_KEYS: `${newRing("next")},${ENCRYPTION_KEYS}` });
    await claimKeys();
    expect((await readKeyChecks()).map(({ keyId }) => keyId)).toEqual(["next", "test", "test"]);
  });

  it("are proven by a recipient's hash", async () => {
    await storeBatch([receipt(connection, aReport(), new Date())]);
    provideEnv({ PHONE_HASH_KEYS: newRing() });
    await expect(claimKeys()).rejects.toThrow(/^PHONE_HASH_KEYS: the key test is not the one/);
  });
});

describe("the audit log", () => {
  it("does not take a key that we lack for tampering", async () => {
    const entry = { actor: { kind: "system" }, action: "sign_in", subject: null, at: new Date() } as const;
    await db().$transaction((tx) => recordAudit(tx, { ...entry, personal: { note: "called back" } }));
    const verify = () => db().$transaction((tx) => verifyChain(tx));
    expect(await verify()).toMatchObject({ ok: true });
    provideEnv({ ENCRYPTION_KEYS: newRing("other") });
    await expect(verify()).rejects.toMatchObject({ code: "misconfigured" });
  });
});
