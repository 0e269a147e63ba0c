import type { Message } from "@/generated/prisma/client";
import { db } from "@/lib/db";
import { appRef } from "@/lib/ledger/messages/message-ref";

type Repeating = Pick<Message, "id" | "retryOf" | "retryOfRef">;

/**
 * The message that each of some messages repeats, by the repeating one's id: also one that was registered after its
 * retry, or has been merged since.
 */
export async function repeatedMessages(rows: readonly Repeating[]): Promise<Map<string, string>> {
  const waiting = rows.flatMap(({ retryOf, retryOfRef }) =>
    retryOf === null && retryOfRef !== null ? [retryOfRef] : [],
  );
  const named = rows.flatMap(({ retryOf }) => retryOf ?? []);
  const { namespace } = appRef("");
  const [refs, merged] = await Promise.all([
    waiting.length === 0 ? [] : db().messageRef.findMany({ where: { namespace, ref: { in: waiting } } }),
    named.length === 0
      ? []
      : db().message.findMany({
          where: { id: { in: named }, mergedInto: { not: null } },
          select: { id: true, mergedInto: true },
        }),
  ]);
  const idOfRef = new Map(refs.map(({ ref, messageId }) => [ref, messageId]));
  const survivorOf = new Map(merged.map(({ id, mergedInto }) => [id, mergedInto]));
  return new Map(
    rows.flatMap(({ id, retryOf, retryOfRef }): [string, string][] => {
      const repeated = retryOf ?? idOfRef.get(retryOfRef ?? "");
      return repeated === undefined ? [] : [[id, survivorOf.get(repeated) ?? repeated]];
    }),
  );
}
