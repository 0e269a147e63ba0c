import { validate } from "uuid";
import { problemResponse } from "@/lib/api/problem";
import { currentSession } from "@/lib/auth/current-user";
import { may } from "@/lib/auth/permissions";
import { requirePermission } from "@/lib/auth/require-permission";
import { findSession } from "@/lib/auth/sessions/find-session";
import { systemClock } from "@/lib/clock";
import { AppError } from "@/lib/errors";
import { newsStream } from "@/lib/live/news-stream";

const MOST_SUBJECTS = 200;

/** News of the messages and attempts that an open page shows: `?watch=` and our ids of them. */
export async function GET(request: Request): Promise<Response> {
  try {
    await requirePermission("story:read");
    const id = (await currentSession())?.id ?? "";
    const stream = newsStream(subjectsOf(request), () => stillMay(id));
    return new Response(stream, { headers: HEADERS });
  } catch (error) {
    return problemResponse(error);
  }
}

/** Whether the session that asked still stands: this answer goes on for minutes. */
async function stillMay(sessionId: string): Promise<boolean> {
  const session = await findSession(sessionId, systemClock());
  return session !== null && may(session.user.role, "story:read");
}

function subjectsOf(request: Request): string[] {
  const ids = (new URL(request.url).searchParams.get("watch") ?? "").toLowerCase().split(",");
  if (ids.length > MOST_SUBJECTS || !ids.every((id) => validate(id))) {
    const fields = { watch: `names at most ${MOST_SUBJECTS} messages or attempts by their ids here` };
    throw new AppError("invalid_input", "There is nothing to watch.", { fields });
  }
  return ids;
}

/** Neither compressed nor gathered on the way: each event is to be there at once. */
const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
  "x-content-type-options": "nosniff",
};
