import type { AuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { systemClock } from "@/lib/clock";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { authLog } from "./auth-log";
import { findUserForIssuer } from "./find-user-for-issuer";
import { noteSignIn } from "./note-sign-in";
import { requestAddress } from "./request-address";
import { SignInInput, signIn } from "./sign-in";
import { singleSignOn } from "./single-sign-on";

declare module "next-auth" {
  interface Session {
    userId?: string;
  }
}

/** One working day; the role is re-read on every request, so a longer life would add nothing but risk. */
export const SESSION_SECONDS = 12 * 3600;
const ISSUER = "oidc";

export function authOptions(): AuthOptions {
  return {
    secret: sessionSecret(),
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    useSecureCookies: sessionCookie().secure,
    pages: { signIn: "/sign-in", error: "/sign-in" },
    logger: authLog,
    providers: [credentials(), ...issuer()],
    callbacks: {
      jwt: ({ token, user }) => ({ userId: user?.id ?? token.userId }),
      session: ({ session, token }) => ({ expires: session.expires, userId: String(token.userId ?? "") }),
      signIn: ({ user }) => Boolean(user.id),
    },
    // The password's own verb notes its sign-ins.
    events: {
      signIn: async ({ user, account }) => {
        if (account?.provider === ISSUER) await noteSignIn(user.id, "single_sign_on", null, systemClock());
      },
    },
  };
}

export function sessionSecret(): string {
  const secret = env().NEXTAUTH_SECRET;
  if (!secret) throw new AppError("misconfigured", "NEXTAUTH_SECRET is not set: give at least 32 characters.");
  return secret;
}

/** The name under which next-auth itself looks for the session. */
export function sessionCookie(): { name: string; secure: boolean } {
  const secure = (env().PUBLIC_URL ?? env().NEXTAUTH_URL ?? "").startsWith("https://");
  return { name: secure ? "__Secure-next-auth.session-token" : "next-auth.session-token", secure };
}

function credentials() {
  return CredentialsProvider({
    name: "E-mail and password",
    credentials: { email: { label: "Email", type: "email" }, password: { label: "Password", type: "password" } },
    async authorize(given, request) {
      const input = SignInInput.safeParse(given);
      if (!input.success) return null;
      const address = requestAddress(request.headers?.["x-forwarded-for"]);
      const result = await signIn(input.data, address, systemClock);
      return result.ok ? { id: result.userId } : null;
    },
  });
}

/** Any OpenID Connect issuer; only people who already have an account here get in. */
function issuer(): OAuthConfig<{ sub: string; email?: string; email_verified?: boolean }>[] {
  const configured = singleSignOn();
  if (!configured) return [];
  return [
    {
      id: ISSUER,
      name: "Single sign-on",
      type: "oauth",
      wellKnown: `${configured.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
      clientId: configured.clientId,
      clientSecret: configured.clientSecret,
      idToken: true,
      checks: ["pkce", "state", "nonce"],
      authorization: { params: { scope: "openid email" } },
      profile: async (claims) => ({ id: await findUserForIssuer(claims) }),
    },
  ];
}
