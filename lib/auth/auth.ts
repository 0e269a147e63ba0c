import type { AuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { TokenSet } from "openid-client";
import { systemClock } from "@/lib/clock";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { authLog } from "./auth-log";
import { areCookiesSecure } from "./door/secure-cookies";
import { signInHere } from "./door/sign-in-here";
import { noteSignIn } from "./note-sign-in";
import { signOut } from "./sessions/end-sessions";
import { isSessionId } from "./sessions/find-session";
import { openSession, SESSION_SECONDS } from "./sessions/open-session";
import { SignInInput } from "./sign-in";
import { singleSignOn } from "./single-sign-on";
import { type Admission, admit, type IssuerClaims, type SingleSignOnRefusal } from "./single-sign-on/admit";

declare module "next-auth" {
  interface User {
    /** Of a person whom the issuer vouches for, and we do not let in. */
    refused?: SingleSignOnRefusal;
  }
}

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
      // Asked at a sign-in alone: what next-auth would prolong with every look at it, it does not get to see.
      jwt: async ({ user, account }) => ({
        sessionId: user && (await openSession({ userId: user.id, idToken: account?.id_token }, systemClock())),
      }),
      signIn: ({ user }) => ("refused" in user && user.refused ? `/sign-in?refused=${user.refused}` : Boolean(user.id)),
    },
    // The password's own verb notes its sign-ins.
    events: {
      signIn: async ({ user, account }) => {
        if (account?.provider === ISSUER) await noteSignIn(user.id, "single_sign_on", null, systemClock());
      },
      signOut: async ({ token }) => {
        if (isSessionId(token.sessionId)) await signOut(token.sessionId, systemClock);
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
  const secure = areCookiesSecure();
  return { name: secure ? "__Secure-next-auth.session-token" : "next-auth.session-token", secure };
}

function credentials() {
  return CredentialsProvider({
    name: "E-mail and password",
    credentials: { email: { label: "Email", type: "email" }, password: { label: "Password", type: "password" } },
    async authorize(given) {
      const input = SignInInput.safeParse(given);
      if (!input.success) return null;
      const result = await signInHere(input.data, systemClock);
      return result.ok ? { id: result.userId } : null;
    },
  });
}

/** Any OpenID Connect issuer; only people who already have an account here get in. */
function issuer(): OAuthConfig<IssuerClaims>[] {
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
      // Issuers that keep to the letter put the address where only who asks finds it.
      userinfo: {
        request: async ({ client, tokens }) => {
          const claims = new TokenSet(tokens).claims();
          return claims.email === undefined ? { ...claims, ...(await client.userinfo(new TokenSet(tokens))) } : claims;
        },
      },
      profile: async (claims) => {
        const admission = await admit(claims, systemClock).catch(refuseForNow);
        // Without an id next-auth would log all that the issuer said of the person.
        return admission.ok ? { id: admission.userId } : { id: claims.sub, refused: admission.code };
      },
    },
  ];
}

function refuseForNow(error: { code?: string }): Admission {
  log().error({ code: error.code }, "a single sign-on could not be looked up");
  return { ok: false, code: "unavailable" };
}
