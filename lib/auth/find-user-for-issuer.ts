import { db } from "@/lib/db";

/**
 * The active account of a person whom the OpenID Connect issuer vouches for, or "". An address that the issuer
 * marks as not verified proves nothing.
 */
export async function findUserForIssuer(claims: { email?: string; email_verified?: boolean }): Promise<string> {
  if (!claims.email || claims.email_verified === false) return "";
  const user = await db().user.findUnique({ where: { email: claims.email.toLowerCase() } });
  return user?.status === "active" ? user.id : "";
}
