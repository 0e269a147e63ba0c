import { db } from "@/lib/db";
import { newId } from "@/lib/ids";
import type { AuditEntry } from "./audit-entry";

/** What waits has no seal to keep: it says nothing personal. */
export type NotedEntry = Omit<AuditEntry, "personal">;

/** A page that refreshes itself shows the same person the same thing: one entry for each such span says that. */
export const ONE_OPENING_MS = 10 * 60_000;

/**
 * Puts on record what was looked at, in one plain insert that waits for nobody: `chainWaiting` moves it into the
 * chain. Await it before the answer leaves. With a span, the same by the same person counts once within each.
 */
export async function noteAudit(entry: NotedEntry, onceInMs?: number): Promise<void> {
  const { actor, action, subject, details = {}, at } = entry;
  const onceUntil = onceInMs ? new Date(Math.floor(at.getTime() / onceInMs + 1) * onceInMs) : null;
  await db().$executeRaw`
    INSERT INTO audit_waiting
      (id, at, actor_kind, actor_id, action, subject_type, subject_id, details, once_until)
    VALUES
      (${newId(at)}::uuid, ${at}, ${actor.kind}, ${actor.kind === "system" ? null : actor.id}::uuid, ${action},
       ${subject?.type ?? null}, ${subject?.id ?? null}, ${JSON.stringify(details)}::jsonb, ${onceUntil})
    ON CONFLICT (actor_id, action, subject_id, once_until) DO NOTHING`;
}
