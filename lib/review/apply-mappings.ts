import { db } from "@/lib/db";
import { findConnectionById } from "@/lib/ingest/connections";
import { readMappings } from "@/lib/ingest/read-mappings";
import { type Remapped, remapStatus } from "./remap-status";

/** By then every process reads by the new mapping, and what it had under way before is committed. */
const SETTLED_MS = 30_000;

type Changed = { id: string; provider: string; connectionId: string | null; rawStatus: string };

/**
 * Reads stored events by mappings that were made or retired a moment ago once more: a process may still have
 * stored some by what it knew before. Runs until it has been done for each.
 */
export async function applyMappings(now: Date): Promise<number> {
  const settled = { lte: new Date(now.getTime() - SETTLED_MS) };
  const changed = await db().statusMapping.findMany({
    where: { appliedAt: null, createdAt: settled, OR: [{ retiredAt: null }, { retiredAt: settled }] },
    orderBy: { id: "asc" },
  });
  for (const mapping of changed) {
    await remapStored(mapping);
    await db().statusMapping.update({ where: { id: mapping.id }, data: { appliedAt: now } });
  }
  return changed.length;
}

/** Reads the stored events that a mapping speaks of anew, in every connection that it is for. */
export async function remapStored({ provider, connectionId, rawStatus }: Omit<Changed, "id">): Promise<Remapped> {
  const rows = await db().providerConnection.findMany({
    where: { provider, ...(connectionId && { id: connectionId }) },
    select: { id: true },
  });
  const total: Remapped = { events: 0, messages: 0 };
  for (const { id } of rows) {
    const connection = await findConnectionById(id);
    if (!connection) continue;
    const mappings = (await readMappings())(connection);
    const { events, messages } = await remapStatus({ ...connection, mappings }, rawStatus);
    total.events += events;
    total.messages += messages;
  }
  return total;
}
