import { expect, test } from "@playwright/test";
import { may, type Permission } from "@/lib/auth/permissions";
import { PERSON_ROLES, signedIn } from "./support/people";

/** Every page of the desk with the permission that it needs; app/access.test.ts fails where one is not listed there. */
const PAGES: Record<string, Permission> = {
  "/": "story:look-up",
  "/messages": "message:read",
  "/messages/export?range=24h": "export:masked",
  "/analytics": "analytics:read",
  "/review": "review:read",
  "/connections": "connection:write",
  "/connections/new": "connection:write",
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
  "/api/live": { methods: ["GET"], without: 422 },
  "/api/health": { methods: ["GET"], without: 200 },
  "/api/health/live": { methods: ["GET"], without: 200 },
  "/api/metrics": { methods: ["GET"], without: 404 },
  "/api/openapi.json": { methods: ["GET"], without: 200 },
};
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

for (const role of PERSON_ROLES) {
  test(`as ${role} each page opens or is refused, by the table of permissions`, async ({ playwright, baseURL }) => {
    const request = await playwright.request.newContext({ baseURL, storageState: signedIn(role) });
    for (const [path, permission] of Object.entries(PAGES)) {
      const answer = await request.get(path, { maxRedirects: 0 });
      const refused = path.startsWith("/messages/export") ? 403 : 307;
      expect(answer.status(), `${role} ${path}`).toBe(may(role, permission) ? 200 : refused);
      if (answer.status() === 307) expect(answer.headers().location).toContain("/forbidden");
    }
    await request.dispose();
  });
}

test("signed out, no page opens and nothing is exported", async ({ playwright, baseURL }) => {
  const request = await playwright.request.newContext({ baseURL, storageState: { cookies: [], origins: [] } });
  for (const path of Object.keys(PAGES)) {
    const answer = await request.get(path, { maxRedirects: 0 });
    expect([307, 401], path).toContain(answer.status());
    if (answer.status() === 307) expect(answer.headers().location).toContain("/sign-in");
  }
  await request.dispose();
});

test("a session is no API key, and no method but a route's own is answered", async ({ playwright, baseURL }) => {
  const request = await playwright.request.newContext({ baseURL, storageState: signedIn("admin") });
  for (const [path, { methods, without }] of Object.entries(ROUTES)) {
    for (const method of METHODS) {
      const answer = await request.fetch(path, { method, data: method === "GET" ? undefined : "{}", maxRedirects: 0 });
      expect(answer.status(), `${method} ${path}`).toBe(methods.includes(method) ? without : 405);
    }
  }
  await request.dispose();
});
