import { env } from "@/lib/env";

export type SingleSignOn = { issuer: string; clientId: string; clientSecret: string };

/** The OpenID Connect issuer of this installation, when all three of its variables are set. */
export function singleSignOn(): SingleSignOn | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = env();
  return issuer && clientId && clientSecret ? { issuer, clientId, clientSecret } : null;
}
