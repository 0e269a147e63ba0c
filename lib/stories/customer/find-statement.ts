import { db } from "@/lib/db";
import type { CustomerStatement, CustomerWord } from "@/lib/delivery/story/story";

export type NotedStatement = CustomerStatement & { /** Null where the account is gone. */ notedBy: string | null };
/** The newest that was not taken back: of an attempt, or of a message that has joined it since. */
export async function findStatement(storyIds: readonly string[]): Promise<NotedStatement | null> {
  const row = await db().customerStatement.findFirst({
    where: { subjectId: { in: [...storyIds] }, takenBackAt: null },
    orderBy: { id: "desc" },
  });
  if (!row) return null;
  const user = await db().user.findUnique({ where: { id: row.notedBy }, select: { name: true } });
  return { says: row.says as CustomerWord, at: row.saidAt, notedBy: user?.name ?? null };
}
