import type { Permission } from "@/lib/auth/permissions";

export type NavigationItem = { href: string; label: string; permission: Permission };

/** The pages of the desk in the order of the menu; each is shown to those who may open it. */
export const NAVIGATION: readonly NavigationItem[] = [
  { href: "/", label: "Look up", permission: "story:look-up" },
  { href: "/messages", label: "Messages", permission: "message:read" },
  { href: "/analytics", label: "Analytics", permission: "analytics:read" },
  { href: "/review", label: "Review queue", permission: "review:read" },
  { href: "/connections", label: "Connections", permission: "connection:write" },
  { href: "/api-keys", label: "API keys", permission: "api-key:write" },
  { href: "/users", label: "Users", permission: "user:write" },
  { href: "/audit", label: "Audit log", permission: "audit:read" },
];
