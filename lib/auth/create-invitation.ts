import type { Clock } from "@/lib/clock";
import { db, type Tx } from "@/lib/db";
import { newId } from "@/lib/ids";
import { hashToken, newToken } from "./hash-token";
import type { Role } from "./permissions";

const VALID_MS = 24 * 3_600_000;

export type Invitation = { id: string; token: string; expiresAt: Date };

type Terms = {
  email?: string;
  /** Whose right to invite it lives by; nobody's where the installation itself made it. */
  invitedBy?: string;
  firstAdmin?: boolean;
};

/** A link token with which one person makes an account of this role, once, within a day. Only its hash is kept. */
export async function createInvitation(
  role: Role,
  clock: Clock,
  terms: Terms = {},
  client: Tx = db(),
): Promise<Invitation> {
  const now = clock();
  const token = newToken();
  const expiresAt = new Date(now.getTime() + VALID_MS);
  const tokenHash = new Uint8Array(hashToken(token));
  const id = newId(now);
  await client.invitation.create({ data: { ...terms, id, tokenHash, role, expiresAt, createdAt: now } });
  return { id, token, expiresAt };
}
