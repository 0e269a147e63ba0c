import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { ClientBase } from "pg";

const MIGRATIONS = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));

/** How many migrations of this version a migrated database still lacks. */
export async function countPendingMigrations(client: Pick<ClientBase, "query">): Promise<number> {
  const entries = await readdir(MIGRATIONS, { withFileTypes: true });
  const known = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const { rows } = await client.query<{ name: string }>(
    "SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL",
  );
  const applied = new Set(rows.map(({ name }) => name));
  return known.filter((name) => !applied.has(name)).length;
}
