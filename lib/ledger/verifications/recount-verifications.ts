import {
  type AttributedMessage,
  type CountedVerification,
  verificationContributions,
} from "@/lib/delivery/counts/verification-contribution";
import { fromStored, type StoredContributions, toStored } from "../counts/stored-contributions";
import { writeVerificationRollups } from "../counts/write-rollups";
import type { LockedMessage } from "../messages/lock-messages";
import { withRows } from "../sql/array-statement";
import { together } from "../sql/together";
import type { Transaction } from "../sql/transaction";

/**
 * Counts attempts anew after they or their messages changed: what a locked attempt was last counted as is
 * kept in its row, so that whoever comes second writes only what is left to change.
 */
export async function recountVerifications(tx: Transaction, ids: Iterable<string>): Promise<void> {
  const wanted = [...new Set(ids)].sort();
  if (wanted.length === 0) return;
  const { rows } = await tx.query<CountedRow>({ name: "lock-counted", text: LOCK, values: [wanted] });
  const changed = await miscounted(tx, rows);
  if (changed.length === 0) return;
  await together([
    writeVerificationRollups(
      tx,
      changed.flatMap(({ before }) => fromStored(before)),
      changed.flatMap(({ now }) => fromStored(now)),
    ),
    tx.query(WRITE.query(changed.map(({ id, now }) => ({ id, counted: JSON.stringify(now) })))),
  ]);
}

/**
 * The attempts whose stored contributions are not what their rows and messages say now. One that counts as nothing
 * at all has lost messages to retention: what it counted as is frozen, and stays.
 */
export async function miscounted(tx: Transaction, all: readonly CountedRow[]): Promise<Miscounted[]> {
  const rows = all.filter(({ counted }) => counted?.length !== 0);
  const messages = await readMessages(
    tx,
    rows.map(({ id }) => id),
  );
  return rows
    .map((row) => ({
      id: row.id,
      before: row.counted ?? [],
      now: toStored(verificationContributions(row, messages.get(row.id) ?? [])),
    }))
    .filter(({ before, now }) => JSON.stringify(before) !== JSON.stringify(now));
}

export type CountedRow = CountedVerification & { id: string; counted: StoredContributions | null };
type Miscounted = { id: string; before: StoredContributions; now: StoredContributions };

/** The attempts whose counts may rest on how these messages changed. */
export function attemptsToRecount(
  before: ReadonlyMap<string, LockedMessage>,
  after: readonly LockedMessage[],
): string[] {
  const kept = new Set(after.map(({ id }) => id));
  const gone = [...before.values()].filter(({ id }) => !kept.has(id));
  const touched = after.filter((message) => {
    const old = before.get(message.id);
    return !old || ATTRIBUTED.some((field) => key(old[field]) !== key(message[field]));
  });
  const changed = [...gone, ...touched, ...touched.flatMap(({ id }) => before.get(id) ?? [])];
  return changed.flatMap(({ verificationId }) => verificationId ?? []);
}

const ATTRIBUTED = [
  "verificationId",
  "channel",
  "templateKey",
  "senderIdentity",
  "destinationCountry",
  "sentAt",
  "createdAt",
] as const satisfies readonly (keyof LockedMessage)[];

function key(value: unknown): unknown {
  return value instanceof Date ? value.getTime() : value;
}

async function readMessages(tx: Transaction, ids: readonly string[]): Promise<Map<string, AttributedMessage[]>> {
  const { rows } = await tx.query<AttributedMessage & { verificationId: string }>({
    name: "read-attributed",
    text: MESSAGES,
    values: [ids],
  });
  const byAttempt = new Map<string, AttributedMessage[]>();
  for (const { verificationId, ...message } of rows) {
    byAttempt.set(verificationId, [...(byAttempt.get(verificationId) ?? []), message]);
  }
  return byAttempt;
}

export const COUNTED_COLUMNS = `id, state, use_case AS "useCase", destination_country AS "destinationCountry",
  requested_at AS "requestedAt", verified_at AS "verifiedAt", created_at AS "createdAt", counted`;
const LOCK = `
  SELECT ${COUNTED_COLUMNS} FROM verifications WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
const MESSAGES = `
  SELECT id, verification_id AS "verificationId", connection_id AS "connectionId", channel, template_key AS "templateKey",
         sender_identity AS "senderIdentity", destination_country AS "destinationCountry", sent_at AS "sentAt",
         created_at AS "createdAt"
    FROM messages WHERE verification_id = ANY ($1::uuid[]) AND merged_into IS NULL ORDER BY id`;
const WRITE = withRows(
  "write-counted",
  { id: "uuid", counted: "jsonb" },
  "UPDATE verifications v SET counted = r.counted FROM $rows WHERE v.id = r.id",
);
