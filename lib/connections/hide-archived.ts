import { db } from "@/lib/db";

/** The connections that nobody wants offered any more. */
export async function archivedConnections(): Promise<ReadonlySet<string>> {
  const rows = await db().providerConnection.findMany({
    where: { archivedAt: { not: null } },
    select: { id: true },
  });
  return new Set(rows.map(({ id }) => id));
}

/** What a picker offers: all but archived connections, and those too that are chosen. */
export function hideArchived<Choice extends { value: string }>(
  choices: readonly Choice[],
  chosen: readonly string[],
  archived: ReadonlySet<string>,
): Choice[] {
  return choices.filter(({ value }) => !archived.has(value) || chosen.includes(value));
}
