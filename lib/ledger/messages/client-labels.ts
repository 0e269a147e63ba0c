import { recipientsDiffer, type StoredRecipient } from "@/lib/delivery/recipient/recipients-differ";
import { idRange } from "../sql/id-range";
import { together } from "../sql/together";
import type { Transaction } from "../sql/transaction";
import { keptRef } from "./kept-ref";
import { isClientRef, isProviderRef, keptKey, type MessageRef, type Naming, refKey } from "./message-ref";

/** What is known of a message that a client reference names, or that stands beside one. */
export type Labelled = {
  isRegistered: boolean;
  appMessageId: string | null;
  recipient: StoredRecipient | null;
  /** The provider's ids of it, as `refKey`s. */
  providerRefs: readonly string[];
};

/** Namings of which each ref counts, and those of them from which one was taken that is another person's message. */
export type ToldNamings = { namings: readonly Naming[]; contradicting: ReadonlySet<number> };

/** The messages of all namings with a client reference that is known, by id; before their locks. */
export async function labelledMessages(
  tx: Transaction,
  namings: readonly Naming[],
  known: ReadonlyMap<string, string>,
): Promise<Map<string, Labelled>> {
  const labelled = namings.filter(({ refs }) => refs.some((ref) => isClientRef(ref) && known.has(refKey(ref))));
  const ids = [...new Set(labelled.flatMap(({ refs }) => refs.flatMap((ref) => known.get(refKey(ref)) ?? [])))];
  if (ids.length === 0) return new Map();
  const [refs, facts] = await together([
    tx.query<MessageRef & { message_id: string }>({ name: "provider-refs", text: PROVIDER_REFS, values: [ids] }),
    tx.query<FactsRow>({ name: "labelled-messages", text: FACTS, values: [ids, ...idRange(ids)] }),
  ]);
  const factsById = new Map(facts.rows.map((row) => [row.id, row]));
  return new Map(
    ids.map((id) => {
      const providerRefs = refs.rows.filter((row) => row.message_id === id).map(keptKey);
      return [id, { ...knownOf(factsById.get(id)), providerRefs }];
    }),
  );
}

/** Of a message that is no longer kept, its refs alone are. */
function knownOf(row: FactsRow | undefined): Omit<Labelled, "providerRefs"> {
  if (!row) return { isRegistered: false, appMessageId: null, recipient: null };
  const { isRegistered, appMessageId, hash, hashKey, masked } = row;
  return { isRegistered, appMessageId, recipient: hash && { hash, hashKey, masked } };
}

/**
 * A client reference may be one message's own, or a label that many share. It names a message only while no other
 * provider id does, or where the app registered the message under it: then the other id is that of a part. Else it is
 * left out of the naming, and different people's receipts stay apart.
 */
export function withoutLabels(
  namings: readonly Naming[],
  known: ReadonlyMap<string, string>,
  labelled: ReadonlyMap<string, Labelled>,
): ToldNamings {
  const owners = new Map<string, readonly string[]>();
  const contradicting = new Set<number>();
  const told = namings.map((naming, index) => {
    const own = naming.refs.filter(isProviderRef).map(refKey);
    if (own.length === 0) return naming;
    const refs = naming.refs.filter((ref) => {
      if (!isClientRef(ref)) return true;
      const message = labelled.get(known.get(refKey(ref)) ?? "");
      const owner = message?.providerRefs.length ? message.providerRefs : (owners.get(refKey(ref)) ?? own);
      owners.set(refKey(ref), owner);
      if (own.some((id) => owner.includes(id))) return true;
      if (!message?.isRegistered || !isNamedBy(ref, message)) return false;
      if (!recipientsDiffer(message.recipient, naming.recipient ?? null)) return true;
      contradicting.add(index);
      return false;
    });
    return { ...naming, refs };
  });
  return { namings: told, contradicting };
}

function isNamedBy({ ref }: MessageRef, { appMessageId }: Labelled): boolean {
  return appMessageId !== null && keptRef(appMessageId).ref === ref;
}

type FactsRow = Pick<Labelled, "isRegistered" | "appMessageId"> & {
  id: string;
  hash: Buffer | null;
  hashKey: string | null;
  masked: string | null;
};

const PROVIDER_REFS = `SELECT namespace, ref, message_id FROM message_refs
            WHERE message_id = ANY ($1::uuid[]) AND namespace LIKE 'provider:%'`;
const FACTS = `
  SELECT id, registered_at IS NOT NULL AS "isRegistered", app_message_id AS "appMessageId", recipient_hash AS hash,
         recipient_hash_key AS "hashKey", recipient_masked AS masked
    FROM messages WHERE id = ANY ($1::uuid[]) AND id BETWEEN $2 AND $3`;
