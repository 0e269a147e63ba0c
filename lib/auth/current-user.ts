import { cache } from "react";
import { systemClock } from "@/lib/clock";
import { sessionId } from "./session";
import { type CurrentUser, findSession, type StandingSession } from "./sessions/find-session";

export type { CurrentUser };

/**
 * The session of this request, read afresh once per request: one that was ended is out at once, as is a disabled
 * account, and a changed role counts at once.
 */
export const currentSession = cache(async (): Promise<StandingSession | null> => {
  const id = await sessionId();
  return id ? findSession(id, systemClock()) : null;
});

/** Who asks. */
export async function currentUser(): Promise<CurrentUser | null> {
  return (await currentSession())?.user ?? null;
}
