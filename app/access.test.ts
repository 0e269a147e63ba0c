import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { PERMISSIONS } from "@/lib/auth/permissions";

const APP = fileURLToPath(new URL(".", import.meta.url));

/** What each entry from outside needs: a permission that its source asks for, or the reason why it is open. */
const ENTRIES: Record<string, string> = {
  "(desk)/page.tsx": "story:look-up",
  "(desk)/layout.tsx": "story:look-up",
  "(desk)/actions.ts": "story:look-up",
  "(desk)/forbidden/page.tsx": "story:look-up",
  "(desk)/look-up/actions.ts": "story:look-up",
  "(desk)/stories/[id]/page.tsx": "story:read",
  "(desk)/messages/[id]/page.tsx": "message:read",
  "(desk)/messages/page.tsx": "message:read",
  "(desk)/messages/actions.ts": "message:read",
  "(desk)/messages/export/route.ts": "export:masked",
  "(desk)/analytics/page.tsx": "analytics:read",
  "(desk)/numbers/compare-action.ts": "number:compare",
  "(desk)/stories/[id]/actions.ts": "customer:note",
  "(desk)/numbers/reveal-action.ts": "number:reveal",
  "(desk)/audit/page.tsx": "audit:read",
  "(desk)/audit/actions.ts": "audit:read",
  "(desk)/connections/page.tsx": "connection:write",
  "(desk)/connections/new/page.tsx": "connection:write",
  "(desk)/connections/[id]/page.tsx": "connection:write",
  "(desk)/connections/actions.ts": "connection:write",
  "(desk)/review/page.tsx": "review:read",
  "(desk)/review/[id]/page.tsx": "review:read",
  "(desk)/review/actions.ts": "review:read",
  "(desk)/account/page.tsx": "story:look-up",
  "(desk)/account/actions.ts": "story:look-up",
  "(desk)/api-keys/page.tsx": "api-key:write",
  "(desk)/api-keys/actions.ts": "api-key:write",
  "(desk)/users/page.tsx": "user:write",
  "(desk)/users/actions.ts": "user:write",
  "layout.tsx": "open: holds no data",
  "(door)/layout.tsx": "open: holds no data",
  "(door)/sign-in/page.tsx": "open: the door",
  "(door)/sign-in/actions.ts": "open: the door",
  "(door)/invite/[token]/page.tsx": "open: the token is the permission",
  "(door)/invite/[token]/actions.ts": "open: the token is the permission",
  "(door)/reset/done/page.tsx": "open: says that a link was spent, and no more",
  "(door)/reset/[token]/page.tsx": "open: the token is the permission",
  "(door)/reset/[token]/actions.ts": "open: the token is the permission",
  "api/auth/[...nextauth]/route.ts": "open: the door",
  "api/live/route.ts": "story:read",
  "api/health/route.ts": "open: says only whether the installation works",
  "api/health/live/route.ts": "open: says only that the process answers",
  "api/metrics/route.ts": "open: answerMetrics asks for METRICS_TOKEN",
  "api/openapi.json/route.ts": "open: the contract, no data",
};
const API_SCOPED = /^api\/v1\//;
/** The provider's signature is the permission. */
const SIGNED = /^api\/webhooks\//;

describe("every page, layout, action and route", () => {
  const entries = readdirSync(APP, { recursive: true, encoding: "utf8" }).filter(isEntry);

  it("finds them", () => {
    expect(entries).toContain("(desk)/page.tsx");
  });

  it.each(entries)("%s is listed with what it needs, and asks for it", (entry) => {
    if (SIGNED.test(entry)) return;
    const source = readFileSync(join(APP, entry), "utf8");
    if (API_SCOPED.test(entry))
      return expect(source, "asks for a scope of the API key").toMatch(/"[a-z]+:(read|write)"/);
    const needs = ENTRIES[entry];
    expect(needs, "list it in this test with the permission that it needs").toBeDefined();
    if (needs?.startsWith("open: ")) return;
    expect(PERMISSIONS).toContain(needs);
    const asks = source.match(new RegExp(`(openPage|openAction|requirePermission)\\("${needs}"\\)`, "g")) ?? [];
    const doors = source.match(/^export (default )?async function/gm) ?? [];
    // An action that is refused answers 403; only a page leads elsewhere.
    if (/^"use server";/.test(source)) expect(source, "asks as an action").not.toMatch(/openPage\(/);
    expect(asks.length, "each exported function asks").toBeGreaterThanOrEqual(Math.max(1, doors.length));
  });
});

function isEntry(path: string): boolean {
  if (/(^|\/)(page|layout|route)\.tsx?$/.test(path)) return true;
  return /\.tsx?$/.test(path) && /^"use server";/.test(readFileSync(join(APP, path), "utf8"));
}
