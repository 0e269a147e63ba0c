import { db } from "@/lib/db";
import { env } from "@/lib/env";
import { isRole, type Role } from "./permissions";

export type DemoAccount = { id: string; email: string; name: string; role: Role };

/** The accounts that a demo offers to anyone who opens it; outside demo mode the start has disabled them all. */
export async function listDemoAccounts(): Promise<DemoAccount[]> {
  if (env().DEMO === "off") return [];
  const users = await db().user.findMany({ where: { demo: true, status: "active" }, orderBy: { createdAt: "asc" } });
  return users.flatMap(({ id, email, name, role }) => (isRole(role) ? [{ id, email, name, role }] : []));
}
