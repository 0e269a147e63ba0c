import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { MigrationDirectory, MigrationList } from "@prisma/schema-engine-wasm";
import pg from "pg";
import { finishHalfDone } from "./half-done";
import { schemaEngine } from "./schema-engine";

const PRISMA_FOLDER = fileURLToPath(new URL("../../prisma", import.meta.url));
const LOCK = 0x07_9d_e5_4b;

/**
 * Applies what is missing of prisma/migrations, in order, and names it. Two at once: the second waits. What a killed
 * process left in the middle is finished first.
 */
export async function migrate(url: string, onNotice: (line: string) => void = () => undefined): Promise<string[]> {
  const pool = new pg.Pool({ connectionString: url, max: 3 });
  try {
    const guard = await pool.connect();
    await guard.query("SELECT pg_advisory_lock($1)", [LOCK]);
    try {
      const migrations = await readMigrations();
      const finished = await finishHalfDone(guard, scriptsOf(migrations));
      for (const name of finished) onNotice(`Migration ${name} had been cut off; it is finished now.`);
      return [...finished, ...(await applyMigrations(pool, migrations))];
    } finally {
      guard.release(true);
    }
  } finally {
    await pool.end();
  }
}

/** Applies the listed migrations alone; `migrate` is what a start does. */
export async function applyMigrations(pool: pg.Pool, migrationsList: MigrationList): Promise<string[]> {
  const engine = await schemaEngine(pool, await readFile(join(PRISMA_FOLDER, "schema.prisma"), "utf8"));
  try {
    const filters = { externalTables: [], externalEnums: [] };
    return (await engine.applyMigrations({ migrationsList, filters })).appliedMigrationNames;
  } finally {
    engine.free();
  }
}

/** All that this version knows, oldest first. */
export async function readMigrations(): Promise<MigrationList> {
  const baseDir = join(PRISMA_FOLDER, "migrations");
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const lockfile = {
    path: "migration_lock.toml",
    content: await readFile(join(baseDir, "migration_lock.toml"), "utf8"),
  };
  const migrationDirectories = await Promise.all(names.sort().map((name) => readMigration(baseDir, name)));
  return { baseDir, lockfile, shadowDbInitScript: "", migrationDirectories };
}

async function readMigration(baseDir: string, name: string): Promise<MigrationDirectory> {
  const value = await readFile(join(baseDir, name, "migration.sql"), "utf8");
  return { path: name, migrationFile: { path: "migration.sql", content: { tag: "ok", value } } };
}

/** By name: what each one runs. */
export function scriptsOf({ migrationDirectories }: MigrationList): Map<string, string> {
  return new Map(
    migrationDirectories.flatMap(({ path, migrationFile: { content } }) =>
      content.tag === "ok" ? [[path, content.value] as const] : [],
    ),
  );
}
