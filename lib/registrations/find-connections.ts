import { db } from "@/lib/db";

/** What a registration needs of the connection that it names by key. */
export type SendingConnection = { id: string; key: string; provider: string; receiptDeadlineSeconds: number };

export async function findConnections(keys: readonly string[]): Promise<Map<string, SendingConnection>> {
  const connections = await db().providerConnection.findMany({
    where: { key: { in: [...new Set(keys)] } },
    select: { id: true, key: true, provider: true, receiptDeadlineSeconds: true },
  });
  return new Map(connections.map((connection) => [connection.key, connection]));
}
