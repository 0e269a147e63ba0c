import { cache } from "react";
import { db } from "@/lib/db";
import { isRole, may, type Permission, type Role } from "./permissions";
import { sessionUserId } from "./session";

export type CurrentUser = { id: string; email: string; name: string; role: Role };

/** Who asks, read afresh once per request: a changed role counts at once, a disabled account is out at once. */
export const currentUser = cache(async (): Promise<CurrentUser | null> => {
  const id = await sessionUserId();
  return id ? findActiveUser(id) : null;
});

/** Whether somebody who was let in a while ago would be so now: for an answer that goes on. */
export async function mayStill(userId: string, permission: Permission): Promise<boolean> {
  const user = await findActiveUser(userId);
  return user !== null && may(user.role, permission);
}

async function findActiveUser(id: string): Promise<CurrentUser | null> {
  const user = await db().user.findUnique({ where: { id } });
  if (user?.status !== "active" || !isRole(user.role)) return null;
  return { id: user.id, email: user.email, name: user.name, role: user.role };
}
