import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { endSession, signInAs } from "@/lib/auth/fixtures/session";
import { closeDb, db } from "@/lib/db";
import { GET, HEAD } from "./route";

vi.mock("@/lib/auth/session", () => import("@/lib/auth/fixtures/session"));
afterAll(closeDb);

const request = (method: string, query = "") => new Request(`http://localhost/messages/export${query}`, { method });
const exportsBy = (id: string) => db().auditEntry.count({ where: { action: "messages_exported", actorId: id } });

it("is put on record when it is taken, and not when only its head is asked for", async () => {
  const { id } = await signInAs("analyst");
  const head = await HEAD(request("HEAD", "?range=7d"));
  expect(head.status).toBe(200);
  expect(await head.text()).toBe("");
  expect(await exportsBy(id)).toBe(0);

  const answer = await GET(request("GET", "?range=7d"));
  expect([...head.headers.keys()]).toEqual([...answer.headers.keys()]);
  await answer.text();
  expect(await exportsBy(id)).toBe(2);
});

it("asks for the same permission", async () => {
  await signInAs("agent");
  expect((await HEAD(request("HEAD"))).status).toBe(403);
  await endSession();
  expect((await HEAD(request("HEAD"))).status).toBe(401);
});

it("has a HEAD of its own, as every file of the desk: the framework would run its GET", () => {
  const desk = join(import.meta.dirname, "../..");
  const routes = readdirSync(desk, { recursive: true, encoding: "utf8" }).filter((path) =>
    /(^|\/)route\.ts$/.test(path),
  );
  expect(routes).toContain("messages/export/route.ts");
  const without = routes.filter(
    (path) => !/export (async )?(function|const) HEAD\b/.test(readFileSync(join(desk, path), "utf8")),
  );
  expect(without).toEqual([]);
});
