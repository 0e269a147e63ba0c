import { insertRows, withRows } from "../sql/array-statement";
import { sortByKey } from "../sql/sort-by-key";
import { StartAgain } from "../sql/sql-errors";
import type { Transaction } from "../sql/transaction";
import { type Labelled, labelledMessages, type ToldNamings, withoutLabels } from "./client-labels";
import { type ClaimedRef, formerRefs, isProviderRef, type MessageRef, type Naming, refKey } from "./message-ref";

export type ResolvedRefs = {
  /** The message id of each naming, in the order given. */
  ids: string[];
  /** Ids that did not exist before: their message rows are still to be inserted. */
  created: Set<string>;
  /** Ids that are tombstones: the message was dropped by retention, and nothing may be written for it. */
  dropped: ReadonlySet<string>;
  /** Pairs that a naming showed to be one message; `mergePairs` is still to be called. */
  sameMessage: { older: string; younger: string }[];
  /** The namings whose refs are of two messages that cannot be one: the provider's id alone decided. */
  contradicting: ReadonlySet<number>;
};

/**
 * Step one of every transaction that touches messages: finds the messages that refs name, and claims the
 * unknown refs in sorted order (no deadlock). A claim lost to another transaction is read again after its commit.
 */
export async function resolveRefs(tx: Transaction, namings: readonly Naming[]): Promise<ResolvedRefs> {
  const planned = await findNamed(tx, namings);
  await claimRefs(tx, planned);
  return planned;
}

/** Refs that are read and planned for, and not yet claimed. */
export type PlannedRefs = ResolvedRefs & { claims: Claim[] };

/** The first half of `resolveRefs`: what the refs name now. */
export async function findNamed(tx: Transaction, namings: readonly Naming[]): Promise<PlannedRefs> {
  const { ids: known, dropped } = await readRefs(
    tx,
    namings.flatMap(({ refs }) => refs),
  );
  const labelled = await labelledMessages(tx, namings, known);
  const told = withoutLabels(namings, known, labelled);
  return planRefs(told, known, dropped, labelled);
}

/** The second half: claims what nobody holds. What is lost changes the plan, to the ids of those who won. */
export async function claimRefs(tx: Transaction, planned: PlannedRefs): Promise<void> {
  if (await wonAll(tx, planned.claims)) return;
  const holders = await findRefs(tx, planned.claims);
  adoptWinners(planned, holders);
}

/** Message ids by `refKey`, of dropped messages too; a ref that is not there is not in the map. */
export async function findRefs(tx: Transaction, refs: readonly MessageRef[]): Promise<Map<string, string>> {
  return (await readRefs(tx, refs)).ids;
}

type FoundRef = MessageRef & { message_id: string; dropped: boolean; request_hash: Buffer | null };

export type KnownRefs = {
  /** Message ids by `refKey`, of dropped messages too; a ref that is not there is not in the map. */
  ids: Map<string, string>;
  dropped: Set<string>;
  /** What the requests were that idempotency keys stand for, by `refKey`. */
  requests: Map<string, Buffer>;
};

export async function readRefs(tx: Transaction, refs: readonly MessageRef[]): Promise<KnownRefs> {
  const known: KnownRefs = { ids: new Map(), dropped: new Set(), requests: new Map() };
  if (refs.length === 0) return known;
  const { rows } = await tx.query<FoundRef>(FIND.query([...refs, ...refs.flatMap(formerRefs)]));
  const found = new Map(rows.map((row) => [refKey(row), row]));
  for (const ref of refs) {
    const row = found.get(refKey(ref)) ?? formerRefs(ref).flatMap((form) => found.get(refKey(form)) ?? [])[0];
    if (!row) continue;
    known.ids.set(refKey(ref), row.message_id);
    if (row.request_hash) known.requests.set(refKey(ref), row.request_hash);
    if (row.dropped) known.dropped.add(row.message_id);
  }
  return known;
}

export type Claim = ClaimedRef & { message_id: string };

/** Pure: gives every naming its message id, the oldest where its refs name several. */
function planRefs(
  { namings, contradicting: apart }: ToldNamings,
  known: ReadonlyMap<string, string>,
  dropped: ReadonlySet<string>,
  labelled: ReadonlyMap<string, Labelled>,
): PlannedRefs {
  const idByRef = new Map(known);
  const contradicting = new Set(apart);
  const registered = new Set([...labelled].filter(([, { isRegistered }]) => isRegistered).map(([id]) => id));
  const survivors = new Map<string, string>();
  const claims = new Map<string, Claim>();
  const created = new Set<string>();
  const sameMessage: ResolvedRefs["sameMessage"] = [];
  const survivorOf = (id: string): string => {
    const next = survivors.get(id);
    return next === undefined ? id : survivorOf(next);
  };

  const ids = namings.map(({ refs, newId }, index) => {
    const tombstone = tombstoneOf(refs, idByRef, dropped);
    if (tombstone !== undefined) return tombstone;
    const named = (some: readonly MessageRef[]) => {
      const kept = some.flatMap((ref) => idByRef.get(refKey(ref)) ?? []).filter((id) => !dropped.has(id));
      return [...new Set(kept.map(survivorOf))].sort();
    };
    let found = named(refs);
    if (found.filter((id) => registered.has(id)).length > 1) {
      contradicting.add(index);
      found = named(refs.filter(isProviderRef)).slice(0, 1);
    }
    const id = found[0] ?? newId;
    if (found.length === 0) created.add(id);
    for (const younger of found.slice(1)) {
      survivors.set(younger, id);
      if (registered.has(younger)) registered.add(id);
      sameMessage.push({ older: id, younger });
    }
    for (const ref of refs) {
      if (idByRef.has(refKey(ref))) continue;
      idByRef.set(refKey(ref), id);
      claims.set(refKey(ref), { message_id: id, ...ref });
    }
    return id;
  });
  const final = ids.map(survivorOf);
  for (const claim of claims.values()) claim.message_id = survivorOf(claim.message_id);
  return { ids: final, created, dropped, sameMessage, contradicting, claims: [...claims.values()] };
}

/** The dropped message that a naming leads to: the provider's id decides, any other ref where none names a kept one. */
function tombstoneOf(
  refs: readonly MessageRef[],
  idByRef: ReadonlyMap<string, string>,
  dropped: ReadonlySet<string>,
): string | undefined {
  if (dropped.size === 0) return undefined;
  const named = refs.flatMap((ref) => {
    const id = idByRef.get(refKey(ref));
    return id === undefined ? [] : [{ id, decides: isProviderRef(ref) }];
  });
  const lost = named.filter(({ id }) => dropped.has(id));
  return (lost.find(({ decides }) => decides) ?? (lost.length === named.length ? lost[0] : undefined))?.id;
}

/** Whether these were all is known once the others' holders have committed. */
async function wonAll(tx: Transaction, claims: readonly Claim[]): Promise<boolean> {
  return claims.length === 0 || (await insertClaims(tx, claims)) === claims.length;
}

/** Inserts the claims that nobody holds, and says how many; waits for whoever is about to claim one of them. */
export async function insertClaims(tx: Transaction, claims: readonly Claim[]): Promise<number> {
  return (await tx.query(CLAIM.query(sortByKey(claims, refKey).map(claimRow)))).rowCount ?? 0;
}

function claimRow({ namespace, ref, message_id, requestHash }: Claim) {
  return { namespace, ref, message_id, request_hash: requestHash ?? null };
}

/** A message that we meant to create was created by another transaction: ours takes its id. */
function adoptWinners(plan: PlannedRefs, holders: ReadonlyMap<string, string>): void {
  const lost = new Set(plan.claims.filter((claim) => holders.get(refKey(claim)) !== claim.message_id));
  const winners = new Map<string, string>();
  for (const claim of lost) {
    const winner = holders.get(refKey(claim));
    const other = winners.get(claim.message_id);
    const simple = plan.created.has(claim.message_id) && winner !== undefined && (other ?? winner) === winner;
    if (!simple) throw new StartAgain();
    winners.set(claim.message_id, winner);
  }
  if (plan.claims.some((claim) => winners.has(claim.message_id) && !lost.has(claim))) throw new StartAgain();
  for (const id of winners.keys()) plan.created.delete(id);
  plan.ids = plan.ids.map((id) => winners.get(id) ?? id);
}

const FIND = withRows(
  "find-refs",
  { namespace: "text", ref: "text" },
  `SELECT m.namespace, m.ref, m.message_id, m.expires_at IS NOT NULL AS dropped, m.request_hash
     FROM $rows JOIN message_refs m USING (namespace, ref)`,
);
const CLAIM = insertRows(
  "message_refs",
  { namespace: "text", ref: "text", message_id: "uuid", request_hash: "bytea" },
  "ON CONFLICT (namespace, ref) DO NOTHING",
);
