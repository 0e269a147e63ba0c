import { withRows } from "../sql/array-statement";
import type { Transaction } from "../sql/transaction";
import { type Change, EVERYTHING, type SubjectKind } from "./change";

/**
 * Writes a row for each change and reader that is interested, in the transaction of the change. Where nobody reads, the
 * statement ends at an empty table. It is sent whatever this process believes: a reader may have begun a moment ago.
 */
export async function tellReaders(tx: Transaction, kind: SubjectKind, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  await tx.query(TELL.query(changes, kind));
}

const TELL = withRows(
  "tell-readers",
  { subject: "uuid", version: "integer", attempt: "uuid" },
  `INSERT INTO outbox (reader, subject, version, kind, attempt_id)
   SELECT DISTINCT i.reader, r.subject, r.version, $more1, r.attempt
     FROM $rows
     JOIN outbox_interests i ON i.subject = ANY (ARRAY[r.subject, r.attempt, '${EVERYTHING}'])
    WHERE EXISTS (SELECT FROM outbox_interests) AND i.expires_at > now()`,
);
