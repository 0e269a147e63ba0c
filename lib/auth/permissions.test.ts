import { describe, expect, it } from "vitest";
import { may, PERMISSIONS, type Permission, type Role } from "./permissions";

const GRANTED: Record<Role, readonly Permission[]> = {
  agent: [
    "story:look-up",
    "story:read",
    "message:read",
    "reply:read",
    "number:compare",
    "customer:note",
    "escalation:read",
    "alert:read",
  ],
  senior_agent: [
    "story:look-up",
    "story:read",
    "message:read",
    "reply:read",
    "number:compare",
    "customer:note",
    "escalation:read",
    "alert:read",
    "number:look-up-by-digits",
    "number:reveal",
    "payload:read",
    "callback-health:read",
    "review:read",
  ],
  analyst: [
    "story:look-up",
    "story:read",
    "message:read",
    "reply:read",
    "number:compare",
    "customer:note",
    "escalation:read",
    "alert:read",
    "analytics:read",
    "view:share",
    "export:masked",
    "alert-rule:write",
    "callback-health:read",
    "review:read",
  ],
  admin: PERMISSIONS,
};

describe("permissions", () => {
  it.each(Object.entries(GRANTED))("%s may do exactly this", (role, granted) => {
    expect(PERMISSIONS.filter((permission) => may(role as Role, permission))).toEqual(
      PERMISSIONS.filter((permission) => granted.includes(permission)),
    );
  });
});
