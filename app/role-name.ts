import type { Role } from "@/lib/auth/permissions";

export const ROLE_NAMES: Record<Role, string> = {
  agent: "Agent",
  senior_agent: "Senior agent",
  analyst: "Analyst",
  admin: "Admin",
};
