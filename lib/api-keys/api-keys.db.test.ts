import { describe, expect, it, vi } from "vitest";
import { authenticateApiKey } from "@/lib/auth/authenticate-api-key";
import { endSession, signInAs } from "@/lib/auth/fixtures/session";
import { db } from "@/lib/db";
import { makeApiKey } from "./make-api-key";
import { listApiKeys } from "./read-api-keys";
import { revokeApiKeyForAdmin } from "./revoke-api-key";

vi.mock("@/lib/auth/session", () => import("@/lib/auth/fixtures/session"));

const NOW = new Date("2026-11-21T14:00:00Z");
const clock = () => NOW;
const INPUT = { label: "Shop", scopes: ["messages:write"] };

describe("an API key", () => {
  it("is made, listed without itself, used, and revoked for good; each on record", async () => {
    const admin = await signInAs("admin");
    const made = await makeApiKey(INPUT, clock);
    if (!made.ok) throw new Error(made.code);
    const listed = async () => (await listApiKeys()).find(({ id }) => id === made.id);
    expect(await listed()).toEqual({
      ...INPUT,
      id: made.id,
      demo: false,
      lastUsedAt: null,
      revokedAt: null,
      createdAt: NOW,
    });
    expect(JSON.stringify(await listApiKeys())).not.toContain(made.key);
    expect(await authenticateApiKey(made.key, clock)).toEqual({ id: made.id, scopes: INPUT.scopes });
    expect(await listed()).toMatchObject({ lastUsedAt: NOW });

    expect(await revokeApiKeyForAdmin(made.id, clock)).toEqual({ ok: true });
    expect(await authenticateApiKey(made.key, clock)).toBeNull();
    expect(await listed()).toMatchObject({ revokedAt: NOW });
    expect(await revokeApiKeyForAdmin(made.id, clock)).toEqual({ ok: false, code: "not_found" });
    expect(await revokeApiKeyForAdmin("nonsense", clock)).toEqual({ ok: false, code: "not_found" });
    const entries = await db().auditEntry.findMany({ where: { subjectId: made.id }, orderBy: { number: "asc" } });
    expect(entries).toMatchObject([
      { action: "api_key_added", actorId: admin.id },
      { action: "api_key_revoked", actorId: admin.id },
    ]);
  });

  it("has a label and at least one scope that there is", async () => {
    await signInAs("admin");
    const fields = ["label", "scopes"];
    for (const input of [{}, { label: " ", scopes: [] }, { label: 7, scopes: ["everything"] }]) {
      expect(await makeApiKey(input, clock)).toEqual({ ok: false, code: "invalid_input", fields });
    }
  });

  it.each(["agent", "senior_agent", "analyst", null] as const)("is not for %s", async (role) => {
    if (role) await signInAs(role);
    else await endSession();
    const refused = { code: role ? "forbidden" : "unauthenticated" };
    await expect(listApiKeys()).rejects.toMatchObject(refused);
    await expect(makeApiKey(INPUT, clock)).rejects.toMatchObject(refused);
    await expect(revokeApiKeyForAdmin("nonsense", clock)).rejects.toMatchObject(refused);
  });
});
