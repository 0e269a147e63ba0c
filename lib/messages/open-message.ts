import { validate } from "uuid";
import { noteAudit, ONE_OPENING_MS } from "@/lib/audit/note-audit";
import { askWhetherKnown, type Stopped } from "@/lib/auth/limits/ask-whether-known";
import { requirePermission } from "@/lib/auth/require-permission";
import type { Clock } from "@/lib/clock";
import { findMessage, type MessageWithEvents } from "./find-message";

export type OpenedMessage = { ok: true; found: MessageWithEvents | null } | Stopped;

/**
 * A message for whoever opens it, which is on record before they see it. By our own id, which nobody guesses; by any
 * other name it is a look-up, like those of the box.
 */
export async function openMessage(name: string, clock: Clock): Promise<OpenedMessage> {
  const { id } = await requirePermission("message:read");
  const [actor, at] = [{ kind: "user", id } as const, clock()];
  if (validate(name)) {
    const found = await findMessage(name, at);
    const subject = found && ({ type: "message", id: found.message.id } as const);
    if (subject) await noteAudit({ actor, action: "message_opened", subject, at }, ONE_OPENING_MS);
    return { ok: true, found };
  }
  const asked = await askWhetherKnown({
    asker: actor,
    about: name,
    at,
    ask: async () => {
      const found = await findMessage(name, at);
      return { answer: found, misses: found ? 0 : 1 };
    },
  });
  if (!asked.ok) return asked;
  const found = asked.answer;
  const details = { kind: "message_id", result: found ? "one" : "none" };
  const subject = found && ({ type: "message", id: found.message.id } as const);
  await noteAudit({ actor, action: "looked_up", subject, details, at });
  return { ok: true, found };
}
