import { db } from "@/lib/db";
import { connectionName } from "./connection-name";

/** Accounts by connection id; ids that no connection has are left out. */
export async function nameConnections(ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db().providerConnection.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, provider: true, label: true },
  });
  return new Map(rows.map(({ id, provider, label }) => [id, connectionName(provider, label)]));
}
