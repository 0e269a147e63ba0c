import { db } from "@/lib/db";
import type { StoryVerification } from "@/lib/delivery/story/story";
import { providerRef } from "@/lib/ledger/messages/message-ref";
import { findProvider } from "@/lib/providers/registry";

/** The ids of an attempt at verification services. One that may hold a number is kept as its hash alone, and not told. */
export async function listProviderIds(verificationId: string): Promise<StoryVerification["providerIds"]> {
  const refs = await db().verificationRef.findMany({ where: { verificationId }, orderBy: { ref: "asc" } });
  const shown = refs.filter(({ ref }) => !ref.startsWith("hash:"));
  if (shown.length === 0) return [];
  const connections = await db().providerConnection.findMany({ select: { id: true, key: true, provider: true } });
  const byNamespace = new Map(connections.map((one) => [providerRef(one.id, "").namespace, one]));
  return shown.flatMap(({ namespace, ref: id }) => {
    const connection = byNamespace.get(namespace);
    return connection ? [{ id, provider: nameOf(connection.provider), connection: connection.key }] : [];
  });
}

/** The names for people of the connections' providers, by the connections' ids. */
export async function providerNames(connectionIds: readonly string[]): Promise<Map<string, string>> {
  if (connectionIds.length === 0) return new Map();
  const where = { id: { in: [...new Set(connectionIds)] } };
  const rows = await db().providerConnection.findMany({ where, select: { id: true, provider: true } });
  return new Map(rows.map(({ id, provider }) => [id, nameOf(provider)]));
}

function nameOf(provider: string): string {
  return findProvider(provider)?.name ?? provider;
}
