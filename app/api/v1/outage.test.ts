import { afterAll, expect, it } from "vitest";
import { closeDb } from "@/lib/db";
import { provideEnv } from "@/lib/env";
import * as health from "../health/route";
import * as message from "./messages/[id]/route";

// Nothing listens on port 1: every connection is refused at once.
provideEnv({ DATABASE_URL: "postgresql://nobody@127.0.0.1:1/nothing", LOG_LEVEL: "silent" });
afterAll(closeDb);

it("health says that the database cannot be reached", async () => {
  const response = await health.GET();
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
  expect(await response.json()).toMatchObject({ status: "failing", checks: { database: { status: "failing" } } });
});

it("a call is answered 503 with Retry-After, never as if there were nothing", async () => {
  const request = new Request("http://desk.example/", { headers: { authorization: "Bearer otpdesk_any" } });
  const response = await message.GET(request, { params: Promise.resolve({ id: "app:m" }) });
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "2"]);
  expect(await response.json()).toMatchObject({ code: "unavailable" });
});
