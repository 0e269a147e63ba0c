import { readFileSync } from "node:fs";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPool } from "@/lib/db";
import { type Model, readSchema } from "./fixtures/read-schema";

const models = readSchema(readFileSync(new URL("../../prisma/schema.prisma", import.meta.url), "utf8"));
/** Prisma Migrate's own. */
const FOREIGN_TABLES = ["_prisma_migrations"];

let pool: pg.Pool;
beforeAll(() => {
  pool = openPool({ max: 2 });
});
afterAll(() => pool.end());

async function select<T extends object>(sql: string): Promise<T[]> {
  return (await pool.query<T>(sql)).rows;
}

const COLUMNS = `
  SELECT c.relname AS "table", a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS required
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
  ORDER BY c.relname, a.attname`;
const KEYS = `
  SELECT c.relname AS "table", i.indisprimary AS "primary", x.relname AS name,
    pg_get_expr(i.indpred, i.indrelid) AS predicate,
    ARRAY(SELECT a.attname::text FROM unnest(i.indkey) WITH ORDINALITY k(number, position)
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number
     WHERE k.position <= i.indnkeyatts ORDER BY k.position) AS columns
  FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
  WHERE c.relnamespace = 'public'::regnamespace AND i.indisunique
  ORDER BY c.relname, x.relname`;
type Key = { table: string; primary: boolean; name: string; predicate: string | null; columns: string[] };

describe("prisma/schema.prisma says what the migrations made", () => {
  it("the same columns, types and nullability", async () => {
    const rows = await select<{ table: string; name: string; type: string; required: boolean }>(COLUMNS);
    const actual = rows.filter(({ table }) => !FOREIGN_TABLES.includes(table));
    const described = models.flatMap(({ table, columns }) => columns.map((column) => ({ table, ...column })));
    expect(lines(described)).toEqual(lines(actual));
  });

  it("the same primary and unique keys", async () => {
    const keys = (await select<Key>(KEYS)).filter(({ table }) => !FOREIGN_TABLES.includes(table));
    const described = models.flatMap(describedKeys);
    // The client cannot describe a key of some rows only.
    const actual = keys.filter(({ predicate }) => predicate === null);
    const named = actual.map(({ table, primary, name, columns }) => ({
      table,
      name: primary ? "primary" : name,
      columns,
    }));
    expect(lines(described)).toEqual(lines(named));
  });
});

function describedKeys({ table, primaryKey, uniqueKeys }: Model) {
  return [{ table, name: "primary", columns: primaryKey }, ...uniqueKeys.map((key) => ({ table, ...key }))];
}

/** One text a row, sorted, so that a difference reads as the missing and the surplus lines. */
function lines(rows: readonly object[]): string[] {
  return rows
    .map((row) => JSON.stringify(Object.fromEntries(Object.entries(row).sort(([a], [b]) => a.localeCompare(b)))))
    .sort();
}
