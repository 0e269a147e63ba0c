import type { Tx } from "@/lib/db";

export const LABEL_TAKEN = "Another connection has this name already, perhaps an archived one: give each its own.";

/** Whether another connection bears this name, however it is capitalised. One naming at a time, until the end of `tx`. */
export async function isLabelTaken(tx: Tx, label: string, exceptId: string): Promise<boolean> {
  await tx.$queryRaw`SELECT 1 FROM settings WHERE name = 'connections' FOR UPDATE`;
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM provider_connections WHERE lower(label) = lower(${label}) AND id <> ${exceptId}::uuid LIMIT 1`;
  return rows.length > 0;
}
