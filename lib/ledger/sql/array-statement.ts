import { encodeArray, type SqlType, type SqlTypes } from "./encode-array";

/** Column → PostgreSQL type, in the order of the statement's arrays. */
export type Columns = Readonly<Record<string, SqlType>>;
type Row<C extends Columns> = { readonly [Name in keyof C]: SqlTypes[C[Name]] | null };

/** A prepared statement over rows passed as one array a column (`unnest`): one plan, any number of rows. */
export type ArrayStatement<C extends Columns> = {
  query(rows: readonly Row<C>[], ...more: unknown[]): { name: string; text: string; values: unknown[] };
};

/**
 * `INSERT INTO table (columns) SELECT … FROM unnest(…) tail`. `shape` names other target columns and their
 * expressions, where a value is not inserted as it is passed.
 */
export function insertRows<const C extends Columns>(
  table: string,
  columns: C,
  tail = "",
  shape?: { target: string; source: string },
): ArrayStatement<C> {
  const names = Object.keys(columns).join(", ");
  const { target, source } = shape ?? { target: names, source: names };
  const rows = `unnest(${placeholders(columns)}) AS r(${names})`;
  return statement(
    `${tail === "" ? "insert" : "upsert"}-${table}`,
    `INSERT INTO ${table} (${target}) SELECT ${source} FROM ${rows} ${tail}`,
    columns,
  );
}

/**
 * `text` with `$rows` standing for `unnest(…) AS r(columns)`; the statement's own parameters come after
 * the arrays, as `$name`s numbered by `more`.
 */
export function withRows<const C extends Columns>(name: string, columns: C, text: string): ArrayStatement<C> {
  const rows = `unnest(${placeholders(columns)}) AS r(${Object.keys(columns).join(", ")})`;
  const first = Object.keys(columns).length;
  return statement(
    name,
    text.replace("$rows", rows).replace(/\$more(\d)/g, (_, n: string) => `$${first + Number(n)}`),
    columns,
  );
}

function statement<C extends Columns>(name: string, text: string, columns: C): ArrayStatement<C> {
  const arrays = Object.entries(columns);
  return {
    query: (rows, ...more) => ({
      name,
      text,
      values: [
        ...arrays.map(([column, type]) => {
          const values = rows.map((row) => row[column]);
          // `unnest` fills what ends before its neighbours with nulls: most columns of most batches are all nulls.
          return encodeArray(type, values.every(isNull) ? [] : values);
        }),
        ...more,
      ],
    }),
  };
}

function isNull(value: unknown): boolean {
  return value === null || value === undefined;
}

function placeholders(columns: Columns): string {
  return Object.values(columns)
    .map((type, index) => `$${index + 1}::${type}[]`)
    .join(", ");
}
