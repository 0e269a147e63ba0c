import { db } from "@/lib/db";

/** What people call the accounts, connections and keys behind ids; what was removed since has no name. */
export async function nameIds(ids: readonly string[]): Promise<Map<string, string>> {
  const where = { id: { in: [...new Set(ids)] } };
  const [users, connections, apiKeys] = await Promise.all([
    db().user.findMany({ where, select: { id: true, name: true } }),
    db().providerConnection.findMany({ where, select: { id: true, label: true } }),
    db().apiKey.findMany({ where, select: { id: true, label: true } }),
  ]);
  return new Map([
    ...users.map(({ id, name }) => [id, name] as const),
    ...connections.map(({ id, label }) => [id, label] as const),
    ...apiKeys.map(({ id, label }) => [id, label] as const),
  ]);
}
