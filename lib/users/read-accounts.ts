import { isRole, type Role } from "@/lib/auth/permissions";
import { db } from "@/lib/db";

export type Account = {
  id: string;
  email: string;
  name: string;
  role: Role;
  status: "active" | "disabled";
  demo: boolean;
  /** To a person of single sign-on. */
  isBound: boolean;
  lastSignInAt: Date | null;
  createdAt: Date;
};

/** Everyone with an account, active ones first. Permission is the caller's to prove. */
export async function readAccounts(): Promise<Account[]> {
  const rows = await db().user.findMany({
    orderBy: [{ status: "asc" }, { name: "asc" }, { id: "asc" }],
    include: { identities: { select: { issuer: true } } },
  });
  return rows.map(({ id, email, name, role, status, demo, identities, lastSignInAt, createdAt }) => {
    if (!isRole(role)) throw new Error("An account has a role that does not exist.");
    const state = status === "active" ? "active" : "disabled";
    const isBound = identities.length > 0;
    return { id, email, name, role, status: state, demo, isBound, lastSignInAt, createdAt };
  });
}
