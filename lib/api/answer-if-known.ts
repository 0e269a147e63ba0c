import { noteAudit } from "@/lib/audit/note-audit";
import { askWhetherKnown } from "@/lib/auth/limits/ask-whether-known";
import type { Clock } from "@/lib/clock";
import { AppError, isAppError } from "@/lib/errors";
import type { ApiKey } from "./route";

/** What `find` finds for an API key, within its budget of ids that are not known; what it asks for in vain is on record. */
export async function answerIfKnown<T>(
  apiKey: Pick<ApiKey, "id">,
  { kind, name, clock }: { kind: "message_id" | "verification_id"; name: string; clock: Clock },
  find: () => Promise<T>,
): Promise<T> {
  const [asker, at] = [{ kind: "api_key", id: apiKey.id } as const, clock()];
  const asked = await askWhetherKnown({
    asker,
    about: name,
    at,
    ask: async () => {
      const answer = await find().catch(asMissing);
      return { answer, misses: answer instanceof Missing ? 1 : 0 };
    },
  });
  if (!asked.ok) throw new AppError("rate_limited", STOPPED, { retryAfterSeconds: asked.retryAfterSeconds });
  if (!(asked.answer instanceof Missing)) return asked.answer;
  const details = { kind, result: "none" };
  if (!asked.isRepeated) await noteAudit({ actor: asker, action: "looked_up", subject: null, details, at });
  throw asked.answer.error;
}

const STOPPED = "This API key asked for too many ids that are not known. Ask again after Retry-After.";

class Missing {
  constructor(readonly error: AppError) {}
}

function asMissing(error: unknown): Missing {
  if (isAppError(error) && error.code === "not_found") return new Missing(error);
  throw error;
}
