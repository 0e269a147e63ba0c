import { validate } from "uuid";
import { recordAudit } from "@/lib/audit/record-audit";
import { requirePermission } from "@/lib/auth/require-permission";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";
import { CUSTOMER_WORDS } from "@/lib/delivery/story/story";
import { newId } from "@/lib/ids";
import { getStory } from "../get-story";

export type NoteCustomerResult = { ok: true } | { ok: false; code: "not_found" | "invalid_input" };

/** Keeps what the customer says beside the story, under the agent's name; what was said before gives way to it. */
export async function noteCustomer(storyId: string, says: string, clock: Clock): Promise<NoteCustomerResult> {
  const user = await requirePermission("customer:note");
  const word = CUSTOMER_WORDS.find((known) => known === says);
  if (!word) return { ok: false, code: "invalid_input" };
  const at = clock();
  const story = await storyOf(storyId, at);
  if (!story) return { ok: false, code: "not_found" };
  const entry = { actor: { kind: "user", id: user.id }, subject: story.subject, at } as const;
  await db().$transaction(async (tx) => {
    const statement = { id: newId(at), subjectId: story.subject.id, says: word, saidAt: at, notedBy: user.id };
    await tx.customerStatement.create({ data: statement });
    await recordAudit(tx, { ...entry, action: "customer_heard", details: { says: word } });
  });
  return { ok: true };
}

/** All that was noted of the story no longer counts; that it was noted stays on record. */
export async function takeBackStatement(storyId: string, clock: Clock): Promise<NoteCustomerResult> {
  const user = await requirePermission("customer:note");
  const at = clock();
  const story = await storyOf(storyId, at);
  if (!story) return { ok: false, code: "not_found" };
  const entry = { actor: { kind: "user", id: user.id }, subject: story.subject, at } as const;
  await db().$transaction(async (tx) => {
    const where = { subjectId: { in: story.ids }, takenBackAt: null };
    const { count } = await tx.customerStatement.updateMany({ where, data: { takenBackAt: at } });
    if (count > 0) await recordAudit(tx, { ...entry, action: "customer_word_taken_back" });
  });
  return { ok: true };
}

async function storyOf(storyId: string, now: Date) {
  const page = validate(storyId) ? await getStory(storyId, now) : null;
  if (!page) return null;
  const type = page.story.verification ? ("verification" as const) : ("message" as const);
  return { subject: { type, id: page.id }, ids: [page.id, ...page.story.messages.map(({ id }) => id)] };
}
