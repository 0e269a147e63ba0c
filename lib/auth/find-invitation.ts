import { db, type Tx } from "@/lib/db";
import { hashToken } from "./hash-token";
import { mayStill } from "./may-still";
import { isRole, type Role } from "./permissions";

export type OpenInvitation = { id: string; role: Role; email: string | null };

/**
 * The invitation that a link token opens, while it is unused, has not expired, and who made it may still invite. The
 * link that makes the first admin opens nothing once there is one.
 */
export async function findInvitation(token: string, now: Date): Promise<OpenInvitation | null> {
  const tokenHash = new Uint8Array(hashToken(token));
  const found = await db().invitation.findUnique({ where: { tokenHash } });
  if (!found || found.usedAt || found.expiresAt <= now || !isRole(found.role)) return null;
  if (found.firstAdmin && (await hasAdmin())) return null;
  if (!(await mayStill(found.invitedBy, "user:write"))) return null;
  return { id: found.id, role: found.role, email: found.email };
}

export async function hasAdmin(client: Tx = db()): Promise<boolean> {
  const admin = { role: "admin", status: "active" };
  return (await client.user.findFirst({ where: admin, select: { id: true } })) !== null;
}
