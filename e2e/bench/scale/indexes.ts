import type pg from "pg";
import { workInLanes } from "@/lib/simulator/work-in-lanes";

/** How a table's index is made again after it was dropped. */
export type DroppedIndex = { table: string; name: string; text: string };

/** Rows come in three times as fast without indexes; those of a partitioned table go from its partitions too. */
export async function dropIndexes(client: pg.ClientBase, tables: readonly string[]): Promise<DroppedIndex[]> {
  const { rows } = await client.query<DroppedIndex & { drop: string }>(INDEXES, [tables]);
  for (const { drop } of rows) await client.query(drop);
  return rows;
}

/** Table by table, two at a time: the largest first. */
export async function restoreIndexes(
  pool: pg.Pool,
  dropped: readonly DroppedIndex[],
  onProgress: (name: string) => void,
): Promise<void> {
  const tables = [...new Set(dropped.map(({ table }) => table))];
  await workInLanes(tables, 2, async (table) => {
    for (const index of dropped.filter((one) => one.table === table)) {
      onProgress(index.name);
      await pool.query(index.text);
    }
  });
}

const INDEXES = `
  SELECT indrelid::regclass::text AS "table", indexrelid::regclass::text AS name,
         CASE WHEN c.oid IS NULL THEN format('DROP INDEX %s', indexrelid::regclass)
              ELSE format('ALTER TABLE %s DROP CONSTRAINT %I', indrelid::regclass, c.conname) END AS drop,
         CASE WHEN c.oid IS NULL THEN replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ')
              ELSE format('ALTER TABLE %s ADD CONSTRAINT %I %s', indrelid::regclass, c.conname,
                          pg_get_constraintdef(c.oid)) END AS text
    FROM pg_index LEFT JOIN pg_constraint c ON c.conindid = indexrelid AND c.contype IN ('p', 'u')
   WHERE indrelid = ANY ($1::text[]::regclass[])
   ORDER BY array_position($1::text[], indrelid::regclass::text), c.contype NULLS LAST`;
