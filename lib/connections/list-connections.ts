import { db } from "@/lib/db";

export type ListedConnection = {
  id: string;
  key: string;
  provider: string;
  label: string;
  status: string;
  receiptDeadlineSeconds: number;
  confirmByPoll: boolean;
  demo: boolean;
  /** Hidden since then; null while in sight. */
  archivedAt: Date | null;
  createdAt: Date;
  secrets: {
    id: string;
    name: string;
    fingerprint: string;
    state: string;
    expiresAt: Date | null;
    lastUsedAt: Date | null;
    verifiedCount: number;
  }[];
};

/** Every connection, oldest first, with its secrets by fingerprint alone. */
export async function listConnections(): Promise<ListedConnection[]> {
  const rows = await db().providerConnection.findMany({
    orderBy: { id: "asc" },
    include: { secrets: { orderBy: { id: "asc" } } },
  });
  return rows.map(({ settings: _, receiptGrades: __, updatedAt: ___, secrets, ...connection }) => ({
    ...connection,
    secrets: secrets.map(({ ciphertext, connectionId, createdAt, verifiedCount, ...secret }) => ({
      ...secret,
      verifiedCount: Number(verifiedCount),
    })),
  }));
}
