import { isRole, type Role } from "@/lib/auth/permissions";
import { requirePermission } from "@/lib/auth/require-permission";
import { db } from "@/lib/db";
import { type Account, readAccounts } from "./read-accounts";

export type ListedUser = Omit<Account, "status" | "demo"> & {
  isActive: boolean;
  isDemo: boolean;
  /** The one who asks: nobody changes their own account here. */
  isSelf: boolean;
};
export type ListedInvitation = { id: string; email: string | null; role: Role; expiresAt: Date; createdAt: Date };
export type UserList = { users: ListedUser[]; invitations: ListedInvitation[] };

/** Everyone with an account, active ones first, and the links that still wait to be used. */
export async function listUsers(now: Date): Promise<UserList> {
  const self = await requirePermission("user:write");
  const [users, invitations] = await Promise.all([
    readAccounts(),
    db().invitation.findMany({
      where: { usedAt: null, firstAdmin: false, expiresAt: { gt: now } },
      orderBy: { createdAt: "desc" },
    }),
  ]);
  return {
    users: users.map(({ status, demo, ...account }) => {
      return { ...account, isActive: status === "active", isDemo: demo, isSelf: account.id === self.id };
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
