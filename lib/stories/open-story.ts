import { noteAudit, ONE_OPENING_MS } from "@/lib/audit/note-audit";
import { requirePermission } from "@/lib/auth/require-permission";
import type { Clock } from "@/lib/clock";
import { getStory, type StoryPage } from "./get-story";

/** A story for whoever opens it, which is on record before they see it; null where there is none. */
export async function openStory(id: string, clock: Clock): Promise<StoryPage | null> {
  const user = await requirePermission("story:read");
  const at = clock();
  const page = await getStory(id, at);
  if (!page) return null;
  const type = page.story.verification ? "verification" : "message";
  const entry = {
    actor: { kind: "user", id: user.id },
    action: "story_opened",
    subject: { type, id: page.id },
    at,
  } as const;
  await noteAudit(entry, ONE_OPENING_MS);
  return page;
}
