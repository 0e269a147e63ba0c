import { isRole, type Role } from "@/lib/auth/permissions";
import { requirePermission } from "@/lib/auth/require-permission";
import { db } from "@/lib/db";

export type ListedUser = {
  id: string;
  email: string;
  name: string;
  role: Role;
  isActive: boolean;
  isDemo: boolean;
  /** The one who asks: nobody changes their own account here. */
  isSelf: boolean;
  lastSignInAt: Date | null;
  createdAt: Date;
};
export type ListedInvitation = { id: string; email: string | null; role: Role; expiresAt: Date; createdAt: Date };
export type UserList = { users: ListedUser[]; invitations: ListedInvitation[] };

/** Everyone with an account, active ones first, and the links that still wait to be used. */
export async function listUsers(now: Date): Promise<UserList> {
  const self = await requirePermission("user:write");
  const [users, invitations] = await Promise.all([
    db().user.findMany({ orderBy: [{ status: "asc" }, { name: "asc" }, { id: "asc" }] }),
    db().invitation.findMany({ where: { usedAt: null, expiresAt: { gt: now } }, orderBy: { createdAt: "desc" } }),
  ]);
  return {
    users: users.map(({ id, email, name, role, status, demo, lastSignInAt, createdAt }) => {
      const isActive = status === "active";
      return {
        id,
        email,
        name,
        role: known(role),
        isActive,
        isDemo: demo,
        isSelf: id === self.id,
        lastSignInAt,
        createdAt,
      };
    }),
    invitations: invitations.map(({ id, email, role, expiresAt, createdAt }) => {
      return { id, email, role: known(role), expiresAt, createdAt };
    }),
  };
}

function known(role: string): Role {
  if (!isRole(role)) throw new Error("An account has a role that does not exist.");
  return role;
}
