import { validate } from "uuid";
import { appRef, refKey } from "@/lib/ledger/messages/message-ref";
import { findRefs } from "@/lib/ledger/messages/message-refs";
import { idRange } from "@/lib/ledger/sql/id-range";
import type { Transaction } from "@/lib/ledger/sql/transaction";

/** Our ids of messages that the app names by its own id (with or without `app:`) or by ours; unknown names are left out. */
export async function idsOfMessages(tx: Transaction, names: readonly string[]): Promise<Map<string, string>> {
  if (names.length === 0) return new Map();
  const byApp = await findRefs(tx, [...new Set(names.map(appIdOf))].map(appRef));
  const uuids = names.filter((name) => validate(name)).map((name) => name.toLowerCase());
  const ours = uuids.length === 0 ? [] : (await tx.query<Existing>(EXISTING, [uuids, ...idRange(uuids)])).rows;
  const existing = new Map(ours.map(({ id, survivor }) => [id, survivor]));
  return new Map(
    names.flatMap((name): [string, string][] => {
      const id = byApp.get(refKey(appRef(appIdOf(name)))) ?? existing.get(name.toLowerCase());
      return id === undefined ? [] : [[name, id]];
    }),
  );
}

/** The app's id in a name of the form `app:ID`, or the name itself. */
export function appIdOf(name: string): string {
  return name.startsWith("app:") ? name.slice("app:".length) : name;
}

type Existing = { id: string; survivor: string };

const EXISTING = `
  SELECT id, coalesce(merged_into, id) AS survivor FROM messages WHERE id = ANY ($1::uuid[]) AND id BETWEEN $2 AND $3`;
