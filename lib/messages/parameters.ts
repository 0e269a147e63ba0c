/** The parameters of a statement that is put together: `add` takes a value and gives its place, `$1`, `$2`, … */
export function parameters(): { values: unknown[]; add(value: unknown): string } {
  const values: unknown[] = [];
  return { values, add: (value) => `$${values.push(value)}` };
}
