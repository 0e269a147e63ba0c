import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { testConnection } from "@/e2e/support/receipts";
import { provideEnv } from "@/lib/env";
import { prepareRegistration } from "./prepare-registration";
import { RegisterMessageInput } from "./registration";

beforeAll(() => {
  const key = () => `k1:${randomBytes(32).toString("base64")}`;
  provideEnv({ ENCRYPTION_KEYS: key(), PHONE_HASH_KEYS: key() });
});

function prepare(body: object) {
  const input = RegisterMessageInput.parse({ connection: "key", ...body });
  const connection = { ...testConnection(), key: "key" };
  return prepareRegistration(input, connection, { apiKeyId: "key", position: 0 }, new Date("2026-11-27T10:00:00Z"));
}

describe("prepareRegistration", () => {
  it.each([
    ["+5215512345678", "525512345678"],
    ["+525512345678", "5215512345678"],
    ["+5511987654300", "551187654300"],
    ["+551187654300", "u-11987654300"],
    ["+5491123456789", "541123456789"],
    ["+541123456789", "91123456789"],
    ["+22507123456", "0707123456"],
  ])("refuses a user id that is the number %s in another spelling", (to, userRef) => {
    expect(prepare({ to, userRef })).toMatchObject({ ok: false, error: { fields: { userRef: expect.any(String) } } });
  });

  it("takes a number with tabs, as a sheet gives it", () => {
    expect(prepare({ to: "+44\t7700\t900450", userRef: "usr_1" })).toMatchObject({ ok: true });
  });
});
