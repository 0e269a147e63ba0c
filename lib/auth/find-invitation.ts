import { db } from "@/lib/db";
import { hashToken } from "./hash-token";
import { isRole, type Role } from "./permissions";

export type OpenInvitation = { id: string; role: Role; email: string | null };

/** The invitation that a link token opens, while it is unused and has not expired. */
export async function findInvitation(token: string, now: Date): Promise<OpenInvitation | null> {
  const tokenHash = new Uint8Array(hashToken(token));
  const found = await db().invitation.findUnique({ where: { tokenHash } });
  if (!found || found.usedAt || found.expiresAt <= now || !isRole(found.role)) return null;
  return { id: found.id, role: found.role, email: found.email };
}
