/** Rows of one value together, in the order in which values first come. */
export function byValue<T extends { value: string }>(rows: readonly T[]): [value: string, rows: T[]][] {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(row.value, [...(groups.get(row.value) ?? []), row]);
  return [...groups];
}
