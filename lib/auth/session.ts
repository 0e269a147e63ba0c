import { cookies } from "next/headers";
import { getServerSession } from "next-auth";
import { encode } from "next-auth/jwt";
import { authOptions, SESSION_SECONDS, sessionCookie, sessionSecret } from "./auth";

/** The user id that this request's session names, if any. Says nothing about the account's state now. */
export async function sessionUserId(): Promise<string | null> {
  const session = await getServerSession(authOptions());
  return session?.userId || null;
}

/** Signs this browser in, with the same cookie that next-auth would set; for server actions. */
export async function startSession(userId: string): Promise<void> {
  const { name, secure } = sessionCookie();
  const token = await encode({ token: { userId }, secret: sessionSecret(), maxAge: SESSION_SECONDS });
  (await cookies()).set(name, token, { httpOnly: true, sameSite: "lax", path: "/", secure, maxAge: SESSION_SECONDS });
}

export async function endSession(): Promise<void> {
  (await cookies()).delete(sessionCookie().name);
}
