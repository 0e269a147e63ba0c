import { recipientsDiffer, type StoredRecipient } from "@/lib/delivery/recipient/recipients-differ";
import { idRange } from "../sql/id-range";
import type { Transaction } from "../sql/transaction";

/** Who one thing that is known of an attempt is about, as far as it says. */
export type NamedPerson = { userRef: string | null; recipient: StoredRecipient | null };

/** Whether these are more than one person. */
export function peopleDiffer(people: readonly NamedPerson[]): boolean {
  const users = new Set(people.flatMap(({ userRef }) => userRef ?? []));
  const recipients = people.flatMap(({ recipient }) => recipient ?? []);
  return (
    users.size > 1 ||
    recipients.some((one, at) => recipients.slice(0, at).some((other) => recipientsDiffer(one, other)))
  );
}

/** Marks messages that were locked or made in this transaction. */
export async function markDifferingMessages(tx: Transaction, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.query({
    name: "mark-differing-messages",
    text: "UPDATE messages SET recipients_differ = true WHERE id = ANY ($1::uuid[]) AND id BETWEEN $2 AND $3",
    values: [ids, ...idRange(ids)],
  });
}

/** Marks locked attempts. */
export async function markDiffering(tx: Transaction, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.query({
    name: "mark-differing",
    text: "UPDATE verifications SET recipients_differ = true WHERE id = ANY ($1::uuid[])",
    values: [ids],
  });
}
