import { cookies } from "next/headers";
import { decode, encode } from "next-auth/jwt";
import { systemClock } from "@/lib/clock";
import { sessionCookie, sessionSecret } from "./auth";
import { type EndedSession, signOut } from "./sessions/end-sessions";
import { isSessionId } from "./sessions/find-session";
import { openSession, SESSION_SECONDS } from "./sessions/open-session";

/** The session that this request's cookie names, if any. Says nothing about whether it still stands. */
export async function sessionId(): Promise<string | null> {
  const token = (await cookies()).get(sessionCookie().name)?.value;
  if (!token) return null;
  // Anybody may send any cookie: one that does not open names no session.
  const content = await decode({ token, secret: sessionSecret() }).catch(() => null);
  return isSessionId(content?.sessionId) ? content.sessionId : null;
}

/** Signs this browser in, and out of whatever it was in, with the cookie that next-auth would set; for server actions. */
export async function startSession(userId: string): Promise<void> {
  const before = await sessionId();
  if (before) await signOut(before, systemClock);
  const opened = await openSession({ userId }, systemClock());
  if (!opened) return;
  const { name, secure } = sessionCookie();
  const maxAge = SESSION_SECONDS;
  const token = await encode({ token: { sessionId: opened }, secret: sessionSecret(), maxAge });
  (await cookies()).set(name, token, { httpOnly: true, sameSite: "lax", path: "/", secure, maxAge });
}

/** Signs this browser out, at the server and in its cookie. */
export async function endSession(): Promise<EndedSession> {
  const id = await sessionId();
  const ended = id ? await signOut(id, systemClock) : { idToken: null };
  (await cookies()).delete(sessionCookie().name);
  return ended;
}
