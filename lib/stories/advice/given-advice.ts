import { db } from "@/lib/db";
import type { GivenAdvice } from "@/lib/delivery/story/story";
import type { Advice } from "@/lib/delivery/words/advise";
import { log } from "@/lib/log";
import { processWide } from "@/lib/runtime";

const FLUSH_MS = 5_000;
/** More than that between two flushes is not kept: the record may have a gap, the app waits for nothing. */
const MOST_STORIES = 2_000;

type Given = { byStory: Map<string, GivenAdvice[]>; flushing: Promise<void> | null };

/** Remembers what the app was told, if that is not what it was told before; a timer writes it. */
export function noteAdvice(storyId: string, { action, reason, afterSeconds }: Advice, at: Date): void {
  const { byStory } = given();
  const earlier = byStory.get(storyId) ?? [];
  const last = earlier.at(-1);
  if (last?.action === action && last.reason === reason) return;
  if (earlier.length > 0 || byStory.size < MOST_STORIES)
    byStory.set(storyId, [...earlier, { at, action, reason, afterSeconds }]);
}

/** Writes what was remembered since the last time. */
export function flushAdvice(): Promise<void> {
  const state = given();
  state.flushing ??= write(state).finally(() => {
    state.flushing = null;
  });
  return state.flushing;
}

/** The newest, oldest first. */
export async function findGivenAdvice(storyIds: readonly string[]): Promise<GivenAdvice[]> {
  const rows = await db().givenAdvice.findMany({
    where: { subjectId: { in: [...storyIds] } },
    orderBy: { givenAt: "desc" },
    take: 50,
  });
  return rows.reverse().map(({ givenAt: at, action, reason, afterSeconds }) => ({ at, action, reason, afterSeconds }));
}

function given(): Given {
  return processWide("given-advice", () => {
    setInterval(() => void flushAdvice(), FLUSH_MS).unref();
    return { byStory: new Map(), flushing: null };
  });
}

async function write(state: Given): Promise<void> {
  const { byStory } = state;
  state.byStory = new Map();
  try {
    for (const [id, advice] of byStory) for (const one of advice) await writeOne(id, one);
  } catch (error) {
    log().warn({ code: (error as { code?: string }).code }, "advice that was given could not be put on record");
  }
}

async function writeOne(id: string, { at, action, reason, afterSeconds }: GivenAdvice): Promise<void> {
  await db().$executeRaw`
    INSERT INTO given_advice (subject_id, given_at, action, reason, after_seconds)
    SELECT ${id}::uuid, ${at}, ${action}, ${reason}, ${afterSeconds}
     WHERE NOT EXISTS (
       SELECT FROM (SELECT action, reason FROM given_advice WHERE subject_id = ${id}::uuid
                     ORDER BY given_at DESC LIMIT 1) AS last
        WHERE last.action = ${action} AND last.reason = ${reason})
    ON CONFLICT DO NOTHING`;
}
