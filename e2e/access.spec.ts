import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type APIRequestContext, expect, test } from "@playwright/test";
import pg from "pg";
import { addUser } from "@/lib/auth/add-user";
import { may, type Permission } from "@/lib/auth/permissions";
import { systemClock } from "@/lib/clock";
import { findRunningPostgres } from "@/lib/database/embedded-postgres";
import { signInOverHttp } from "./bench/sign-in-over-http";
import { cli } from "./support/app";
import { onDesk } from "./support/desk";
import { PERSON_ROLES, type PersonRole, signedIn } from "./support/people";

const NOTHING = "0193f7a0-0000-7000-8000-000000000000";

/** Every route of the desk with the permission that it needs; app/access.test.ts fails where a file does not ask for it. */
const PAGES: Record<string, Permission> = {
  "/": "story:look-up",
  "/account": "story:look-up",
  "/forbidden": "story:look-up",
  "/stories/[id]": "story:read",
  "/messages": "message:read",
  "/messages/[id]": "message:read",
  "/messages/export": "export:masked",
  "/analytics": "analytics:read",
  "/review": "review:read",
  "/review/[id]": "review:read",
  "/connections": "connection:write",
  "/connections/[id]": "connection:write",
  "/connections/new": "connection:write",
  "/api-keys": "api-key:write",
  "/users": "user:write",
  "/audit": "audit:read",
};

/** Every route of the machine's side, with the methods that it has. */
const ROUTES: Record<string, { methods: readonly string[]; without: number }> = {
  "/api/v1/messages": { methods: ["POST"], without: 401 },
  "/api/v1/messages/01900000-0000-7000-8000-000000000000": { methods: ["GET", "PATCH"], without: 401 },
  "/api/v1/verifications/nobody/events": { methods: ["POST"], without: 401 },
  "/api/v1/verifications/nobody": { methods: ["GET"], without: 401 },
  "/api/webhooks/twilio/nobody": { methods: ["GET", "POST", "PUT", "PATCH", "DELETE"], without: 404 },
  "/api/health": { methods: ["GET"], without: 200 },
  "/api/health/live": { methods: ["GET"], without: 200 },
  "/api/live": { methods: ["GET"], without: 422 },
  "/api/metrics": { methods: ["GET"], without: 404 },
  "/api/openapi.json": { methods: ["GET"], without: 200 },
};
/** What a route answers to whom it opens, or is refused, where that is not a page, and not a way to another. */
const OPENED: Record<string, number> = { "/forbidden": 403 };
const REFUSED: Record<string, number> = { "/messages/export": 403 };
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
type Method = (typeof METHODS)[number];
/** To an admin every page opens: without a session none does. The long run tries the other roles as well. */
const WITHOUT_SESSION: readonly PersonRole[] = process.env.TEST_LONG ? PERSON_ROLES : ["admin"];
const PASSWORD = "correct horse battery staple";

test("the list of the desk's routes is complete", () => {
  const desk = fileURLToPath(new URL("../app/(desk)", import.meta.url));
  const files = readdirSync(desk, { recursive: true, encoding: "utf8" }).map((path) => path.replaceAll("\\", "/"));
  const routes = files.filter((path) => /(^|\/)(page\.tsx|route\.ts)$/.test(path));
  expect(routes.map((path) => `/${path.split("/").slice(0, -1).join("/")}`).sort()).toEqual(Object.keys(PAGES).sort());
});

for (const role of PERSON_ROLES) {
  test(`as ${role} each page opens or is refused, by the table of permissions`, async ({ playwright, baseURL }) => {
    const request = await playwright.request.newContext({ baseURL, storageState: signedIn(role) });
    for (const [route, permission] of Object.entries(PAGES)) {
      const answer = await request.get(addressOf(route), { maxRedirects: 0 });
      const [opened, refused] = [OPENED[route] ?? (route.includes("[id]") ? 404 : 200), REFUSED[route] ?? 307];
      expect(answer.status(), `${role} ${route}`).toBe(may(role, permission) ? opened : refused);
      if (answer.status() === 307) expect(answer.headers().location).toContain("/forbidden");
    }
    await request.dispose();
  });
}

for (const role of WITHOUT_SESSION) {
  test(`as ${role} no page opens with a session that does not stand, by whatever method`, async ({
    playwright,
    baseURL: address,
  }) => {
    // Several commands and some 170 requests.
    test.slow();
    const baseURL = address ?? "";
    const person = await newPerson(role);
    const [kept, left, old] = [
      await person.signIn(baseURL),
      await person.signIn(baseURL),
      await person.signIn(baseURL),
    ];
    const { expired, signOuts } = await endSessions(baseURL, person.id, { left, old });
    expect({ expired, signOuts }).toEqual({ expired: 1, signOuts: 1 });
    const refusedWith = async (state: string, cookie: string | null, methods: readonly Method[] = ["GET"]) => {
      const extraHTTPHeaders = { origin: new URL(baseURL).origin, ...(cookie !== null && { cookie }) };
      const empty = { cookies: [], origins: [] };
      const request = await playwright.request.newContext({ baseURL, extraHTTPHeaders, storageState: empty });
      await expectNoneOpens(request, methods, `${role}, ${state}`);
      await request.dispose();
    };

    const session = kept.split("; ").find((cookie) => cookie.includes("session-token=")) ?? "";
    const [name] = session.split("=");
    await refusedWith("signed out", left, METHODS);
    await refusedWith("its time over", old);
    await refusedWith("without one", null);
    await refusedWith("with garbage", `${name}=garbage`);
    await refusedWith("with a cut cookie", session.slice(0, -20));
    expect((await fetch(`${baseURL}/account`, { headers: { cookie: kept } })).status).toBe(200);
    await cli("users", "disable", person.id);
    await refusedWith("disabled", kept);
    await cli("users", "enable", person.id);
    await refusedWith("disabled and enabled again", kept);
  });
}

test("what stands open on a screen does nothing any more once its session is ended", async ({ browser, baseURL }) => {
  const person = await newPerson("agent");
  const context = await browser.newContext({ baseURL, storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  const box = page.getByRole("textbox", { name: /Number, user/ });
  await expect(box).toBeVisible();
  await cli("users", "disable", person.id);
  await box.fill("+1 555 0100");
  await box.press("Enter");
  await expect(page).toHaveURL(/\/sign-in/);
  await context.close();
});

test("a session is no API key, and no method but a route's own is answered", async ({ playwright, baseURL }) => {
  const extraHTTPHeaders = { origin: new URL(baseURL ?? "").origin };
  const request = await playwright.request.newContext({ baseURL, extraHTTPHeaders, storageState: signedIn("admin") });
  for (const [path, { methods, without }] of Object.entries(ROUTES)) {
    for (const method of METHODS) {
      const answer = await request.fetch(path, { method, data: method === "GET" ? undefined : "{}", maxRedirects: 0 });
      expect(answer.status(), `${method} ${path}`).toBe(methods.includes(method) ? without : 405);
    }
  }
  await request.dispose();
});

function addressOf(route: string): string {
  return route === "/messages/export" ? `${route}?range=24h` : route.replace("[id]", NOTHING);
}

async function expectNoneOpens(request: APIRequestContext, methods: readonly Method[], state: string): Promise<void> {
  expect(await (await request.get("/api/auth/session")).json(), state).toEqual({});
  for (const route of Object.keys(PAGES)) {
    const answers = methods.map((method) => request.fetch(addressOf(route), { method, maxRedirects: 0 }));
    for (const [index, answer] of (await Promise.all(answers)).entries()) {
      const what = `${methods[index]} ${route} ${state}`;
      expect([307, 401, 405], what).toContain(answer.status());
      if (answer.status() === 307) expect(answer.headers().location, what).toContain("/sign-in");
    }
  }
}

async function newPerson(role: PersonRole) {
  const email = `${randomUUID()}@e2e.example`;
  const { id } = await onDesk(() => addUser({ email, name: email, role, password: PASSWORD }, systemClock));
  return { id, email, signIn: (url: string) => signInOverHttp(url, email, PASSWORD) };
}

/** Signs one browser out, and lets the day of the newest session be over; what that came to. */
async function endSessions(url: string, userId: string, { left, old }: { left: string; old: string }) {
  expect(left).not.toBe(old);
  const asked = await fetch(`${url}/api/auth/csrf`, { headers: { cookie: left } });
  const { csrfToken } = (await asked.json()) as { csrfToken: string };
  const csrf = asked.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
  await fetch(`${url}/api/auth/signout`, {
    method: "POST",
    headers: { cookie: [left, ...csrf].join("; "), origin: new URL(url).origin },
    body: new URLSearchParams({ csrfToken, json: "true" }),
    redirect: "manual",
  });
  const connectionString = (await findRunningPostgres(process.env.E2E_DATA_DIR ?? "")) ?? "";
  const client = new pg.Client({ connectionString });
  await client.connect();
  const { rowCount: expired } = await client.query(
    `UPDATE sessions SET expires_at = now() WHERE id =
       (SELECT id FROM sessions WHERE user_id = $1 ORDER BY created_at DESC LIMIT 1)`,
    [userId],
  );
  const { rowCount: signOuts } = await client.query(
    "SELECT FROM audit_log WHERE action = 'sign_out' AND subject_id = $1",
    [userId],
  );
  await client.end();
  return { expired, signOuts };
}
