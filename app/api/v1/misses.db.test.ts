import { beforeAll, expect, it } from "vitest";
import { apiRequest, expectProblem, named } from "@/e2e/support/api-requests";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { sendingApp, uniqueId } from "@/e2e/support/sending-app";
import { MISSES_AN_HOUR } from "@/lib/auth/limits/ask-whether-known";
import { ensurePartitionFor } from "@/lib/database/partitions";
import { db } from "@/lib/db";
import * as message from "./messages/[id]/route";
import * as verification from "./verifications/[id]/route";

inOwnDatabase();
beforeAll(() => ensurePartitionFor(new Date()));

it("what is not known is bounded over all calls of a key together, and on record", async () => {
  const walker = await sendingApp(["messages:read", "messages:write", "verifications:read"]);
  const { key } = walker.apiKey;
  const doors = [
    () => message.GET(apiRequest("GET", { key }), named(`app:${uniqueId("m")}`)),
    () => message.PATCH(apiRequest("PATCH", { key, body: { userRef: "u" } }), named(`app:${uniqueId("m")}`)),
    () => verification.GET(apiRequest("GET", { key }), named(uniqueId("v"))),
  ];
  const ask = (n: number) => doors[n % doors.length]?.() as Promise<Response>;
  for (let n = 0; n < MISSES_AN_HOUR.api_key; n++) await expectProblem(await ask(n), 404, "not_found");
  for (const n of doors.keys()) {
    const stopped = await ask(n);
    expect(Number(stopped.headers.get("retry-after"))).toBeGreaterThan(0);
    await expectProblem(stopped, 429, "rate_limited");
  }
  const rows = await db().auditWaiting.findMany({ where: { actorId: walker.apiKey.id }, orderBy: { at: "asc" } });
  expect(rows).toHaveLength(MISSES_AN_HOUR.api_key + 1);
  expect(rows.at(-1)).toMatchObject({ action: "looking_stopped", actorKind: "api_key" });
  const other = await sendingApp();
  await expectProblem(
    await message.GET(apiRequest("GET", { key: other.apiKey.key }), named(`app:${uniqueId("m")}`)),
    404,
    "not_found",
  );
});
