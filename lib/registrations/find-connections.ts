import { db } from "@/lib/db";
import type { Provider } from "@/lib/providers/provider";
import { boundProvider } from "@/lib/providers/registry";

/** What a registration needs of the connection that it names by key. */
export type SendingConnection = {
  id: string;
  key: string;
  provider: string;
  receiptDeadlineSeconds: number;
  plainId?: Provider["plainId"];
};

export async function findConnections(keys: readonly string[]): Promise<Map<string, SendingConnection>> {
  const connections = await db().providerConnection.findMany({
    where: { key: { in: [...new Set(keys)] } },
    select: { id: true, key: true, provider: true, receiptDeadlineSeconds: true, settings: true },
  });
  return new Map(
    connections.map(({ settings, ...connection }) => [
      connection.key,
      { ...connection, plainId: boundProvider({ ...connection, settings })?.plainId },
    ]),
  );
}
