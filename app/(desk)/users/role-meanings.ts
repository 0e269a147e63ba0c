import type { Role } from "@/lib/auth/permissions";

/** What a role is for, where one is chosen. */
export const ROLE_MEANINGS: Record<Role, string> = {
  agent: "Looks up people and reads their stories, numbers masked. May compare a number.",
  senior_agent: "As an agent; may reveal a number, with a reason and on record.",
  analyst: "Reads messages and rates, and exports masked lists.",
  admin: "May do everything: connections, secrets, people, the audit log.",
};
