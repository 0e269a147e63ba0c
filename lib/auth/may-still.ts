import { db } from "@/lib/db";
import { isRole, may, type Permission } from "./permissions";

/** Whether who handed something out may do so now. What the installation itself made, nobody can lose the right to. */
export async function mayStill(userId: string | null, permission: Permission): Promise<boolean> {
  if (userId === null) return true;
  const user = await db().user.findUnique({ where: { id: userId }, select: { role: true, status: true } });
  return user?.status === "active" && isRole(user.role) && may(user.role, permission);
}
