export const ROLES = ["agent", "senior_agent", "analyst", "admin"] as const;
export type Role = (typeof ROLES)[number];

const EVERYONE = ROLES;
const TRUSTED = ["senior_agent", "admin"] as const;
const ANALYSTS = ["analyst", "admin"] as const;
const OPERATORS = ["senior_agent", "analyst", "admin"] as const;
const ADMINS = ["admin"] as const;

/** Who may do what: the one table that pages, actions and verbs ask. */
const ROLES_BY_PERMISSION = {
  "story:look-up": EVERYONE,
  "story:read": EVERYONE,
  "message:read": EVERYONE,
  "reply:read": EVERYONE,
  "number:compare": EVERYONE,
  "customer:note": EVERYONE,
  "escalation:read": EVERYONE,
  "alert:read": EVERYONE,
  "number:look-up-by-digits": TRUSTED,
  "number:reveal": TRUSTED,
  "payload:read": TRUSTED,
  "analytics:read": ANALYSTS,
  "view:share": ANALYSTS,
  "export:masked": ANALYSTS,
  "alert-rule:write": ANALYSTS,
  "callback-health:read": OPERATORS,
  "review:read": OPERATORS,
  "connection:write": ADMINS,
  "secret:write": ADMINS,
  "mapping:write": ADMINS,
  "event:replay": ADMINS,
  "user:write": ADMINS,
  "api-key:write": ADMINS,
  "retention:write": ADMINS,
  "person:erase": ADMINS,
  "audit:read": ADMINS,
  "export:unmasked": ADMINS,
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof ROLES_BY_PERMISSION;
export const PERMISSIONS = Object.keys(ROLES_BY_PERMISSION) as readonly Permission[];

export function may(role: Role, permission: Permission): boolean {
  const roles: readonly Role[] = ROLES_BY_PERMISSION[permission];
  return roles.includes(role);
}

export function isRole(value: string): value is Role {
  return (ROLES as readonly string[]).includes(value);
}
