import { validate } from "uuid";
import { db, readPool } from "@/lib/db";
import { appRef, providerRef } from "@/lib/ledger/messages/message-ref";

/** Those of some names that anything stored bears: a user, a message by any id, an attempt, an action of the product. */
export async function knownNames(names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const ids = names.filter((name) => validate(name));
  const [messages, attempts, connections] = await Promise.all([
    db().message.findMany({ where: { id: { in: ids } }, select: { id: true } }),
    db().verification.findMany({ where: { id: { in: ids } }, select: { id: true } }),
    db().providerConnection.findMany({ select: { id: true } }),
  ]);
  const namespaces = [appRef("").namespace, ...connections.map(({ id }) => providerRef(id, "").namespace)];
  const { rows } = await readPool().query<{ name: string }>({
    name: "names-in-use",
    text: IN_USE,
    values: [names, namespaces],
  });
  const known = new Set([...rows.map(({ name }) => name), ...[...messages, ...attempts].map(({ id }) => id)]);
  return names.filter((name) => known.has(name));
}

/** Each by one look into an index: a limit keeps the planner from reading a table whole. */
const IN_USE = [
  "messages t WHERE t.user_ref = r.name",
  "verifications t WHERE t.user_ref = r.name",
  "verifications t WHERE t.external_id = r.name",
  "messages t WHERE t.action_id = r.name",
  "message_refs t WHERE t.ref = r.name AND t.namespace = ANY ($2::text[])",
  "verification_refs t WHERE t.ref = r.name AND t.namespace = ANY ($2::text[])",
]
  .map((where) => `SELECT r.name FROM unnest($1::text[]) AS r(name), LATERAL (SELECT 1 FROM ${where} LIMIT 1) AS one`)
  .join(" UNION ");
