import { insertRows, withRows } from "../sql/array-statement";
import { sortByKey } from "../sql/sort-by-key";
import { StartAgain } from "../sql/sql-errors";
import type { Transaction } from "../sql/transaction";
import { type KeptRef, keptRef } from "./kept-ref";

/** One way in which a callback or the app names a message; unique across all messages. */
export type MessageRef = { namespace: string } & KeptRef;

export const providerRef = (connectionId: string, id: string): MessageRef => ({
  namespace: `provider:${connectionId}`,
  ...keptRef(id),
});
export const appRef = (ref: string): MessageRef => ({ namespace: "app", ref });
/** A client reference that the app sent along and the provider echoes. */
export const clientRef = (connectionId: string, id: string): MessageRef => ({
  namespace: `client:${connectionId}`,
  ...keptRef(id),
});
export const idempotencyRef = (apiKeyId: string, ref: string): MessageRef => ({ namespace: `key:${apiKeyId}`, ref });

/** Refs that name one and the same message, and the id that the message gets if none of them is known. */
export type Naming = { refs: readonly MessageRef[]; newId: string };

export type ResolvedRefs = {
  /** The message id of each naming, in the order given. */
  ids: string[];
  /** Ids that did not exist before: their message rows are still to be inserted. */
  created: Set<string>;
  /** Ids that are tombstones: the message was dropped by retention, and nothing may be written for it. */
  dropped: ReadonlySet<string>;
  /** Pairs that a naming showed to be one message; `mergeMessages` is still to be called. */
  sameMessage: { older: string; younger: string }[];
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
  const told = withoutLabels(namings, known, await providerRefsOf(tx, namings, known));
  return planRefs(told, known, dropped);
}

/** The second half: claims what nobody holds. What is lost changes the plan, to the ids of those who won. */
export async function claimRefs(tx: Transaction, planned: PlannedRefs): Promise<void> {
  if (await wonAll(tx, planned.claims)) return;
  const holders = await findRefs(tx, planned.claims);
  adoptWinners(planned, holders);
}

/**
 * A client reference may be one message's own, or a label that many share. It names a message only while no
 * other provider id does; else it is left out of the naming, and different people's receipts stay apart.
 */
function withoutLabels(
  namings: readonly Naming[],
  known: ReadonlyMap<string, string>,
  providerRefs: ReadonlyMap<string, string>,
): Naming[] {
  const owners = new Map<string, string>();
  return namings.map((naming) => {
    const own = naming.refs.filter(isProviderRef).map(refKey)[0];
    if (own === undefined) return naming;
    const refs = naming.refs.filter((ref) => {
      if (!isClientRef(ref)) return true;
      const id = known.get(refKey(ref));
      const owner = (id && providerRefs.get(id)) ?? owners.get(refKey(ref)) ?? own;
      owners.set(refKey(ref), owner);
      return owner === own;
    });
    return { ...naming, refs };
  });
}

/** A provider's id of every message that a client reference names, by message id. */
async function providerRefsOf(
  tx: Transaction,
  namings: readonly Naming[],
  known: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const labels = namings.flatMap(({ refs }) => refs.filter(isClientRef));
  const ids = [...new Set(labels.flatMap((ref) => known.get(refKey(ref)) ?? []))];
  if (ids.length === 0) return new Map();
  const { rows } = await tx.query<MessageRef & { message_id: string }>({
    name: "provider-refs",
    text: `SELECT namespace, ref, message_id FROM message_refs
            WHERE message_id = ANY ($1::uuid[]) AND namespace LIKE 'provider:%' ORDER BY namespace, ref`,
    values: [ids],
  });
  return new Map(rows.map((row) => [row.message_id, keptKey(row)]));
}

/** The key of a ref as it would be kept now. */
function keptKey({ namespace, ref }: MessageRef): string {
  return refKey({ namespace, ref: ref.startsWith("hash:") ? ref : keptRef(ref).ref });
}

function isClientRef({ namespace }: MessageRef): boolean {
  return namespace.startsWith("client:");
}

function isProviderRef({ namespace }: MessageRef): boolean {
  return namespace.startsWith("provider:");
}

/** Message ids by `refKey`, of dropped messages too; a ref that is not there is not in the map. */
export async function findRefs(tx: Transaction, refs: readonly MessageRef[]): Promise<Map<string, string>> {
  return (await readRefs(tx, refs)).ids;
}

type KnownRefs = { ids: Map<string, string>; dropped: Set<string> };

async function readRefs(tx: Transaction, refs: readonly MessageRef[]): Promise<KnownRefs> {
  const known: KnownRefs = { ids: new Map(), dropped: new Set() };
  if (refs.length === 0) return known;
  const asked = [...refs, ...refs.flatMap(formerRefs)];
  const { rows } = await tx.query<MessageRef & { message_id: string; dropped: boolean }>(FIND.query(asked));
  const found = new Map(rows.map((row) => [refKey(row), row]));
  for (const ref of refs) {
    const row = [ref, ...formerRefs(ref)].flatMap((form) => found.get(refKey(form)) ?? [])[0];
    if (!row) continue;
    known.ids.set(refKey(ref), row.message_id);
    if (row.dropped) known.dropped.add(row.message_id);
  }
  return known;
}

/** What rows from before may hold in the place of a ref: where the ref itself is not found, they are. */
function formerRefs({ namespace, formerly = [] }: MessageRef): MessageRef[] {
  return formerly.map((ref) => ({ namespace, ref }));
}

export function refKey({ namespace, ref }: MessageRef): string {
  return `${namespace}\u0000${ref}`;
}

type Claim = MessageRef & { message_id: string };

/** Pure: gives every naming its message id, the oldest where its refs name several. */
function planRefs(
  namings: readonly Naming[],
  known: ReadonlyMap<string, string>,
  dropped: ReadonlySet<string>,
): PlannedRefs {
  const idByRef = new Map(known);
  const survivors = new Map<string, string>();
  const claims = new Map<string, Claim>();
  const created = new Set<string>();
  const sameMessage: ResolvedRefs["sameMessage"] = [];
  const survivorOf = (id: string): string => {
    const next = survivors.get(id);
    return next === undefined ? id : survivorOf(next);
  };

  const ids = namings.map(({ refs, newId }) => {
    const tombstone = tombstoneOf(refs, idByRef, dropped);
    if (tombstone !== undefined) return tombstone;
    const named = refs.flatMap((ref) => idByRef.get(refKey(ref)) ?? []).filter((id) => !dropped.has(id));
    const found = [...new Set(named.map(survivorOf))].sort();
    const id = found[0] ?? newId;
    if (found.length === 0) created.add(id);
    for (const younger of found.slice(1)) {
      survivors.set(younger, id);
      sameMessage.push({ older: id, younger });
    }
    for (const ref of refs) {
      if (idByRef.has(refKey(ref))) continue;
      idByRef.set(refKey(ref), id);
      claims.set(refKey(ref), { ...ref, message_id: id });
    }
    return id;
  });
  const final = ids.map(survivorOf);
  for (const claim of claims.values()) claim.message_id = survivorOf(claim.message_id);
  return { ids: final, created, dropped, sameMessage, claims: [...claims.values()] };
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

/** Inserts the claims that nobody holds. Whether these were all is known once the others' holders have committed. */
async function wonAll(tx: Transaction, claims: readonly Claim[]): Promise<boolean> {
  if (claims.length === 0) return true;
  const { rowCount } = await tx.query(CLAIM.query(sortByKey(claims, refKey)));
  return rowCount === claims.length;
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
  `SELECT m.namespace, m.ref, m.message_id, m.expires_at IS NOT NULL AS dropped
     FROM $rows JOIN message_refs m USING (namespace, ref)`,
);
const CLAIM = insertRows(
  "message_refs",
  { namespace: "text", ref: "text", message_id: "uuid" },
  "ON CONFLICT (namespace, ref) DO NOTHING",
);
