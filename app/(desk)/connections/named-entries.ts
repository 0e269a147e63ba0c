/** The filled-in fields of a form whose names begin so, without the beginning. */
export function namedEntries(form: FormData, prefix: string): Record<string, string> {
  const entries = [...form].flatMap(([name, value]) => {
    const text = typeof value === "string" ? value.trim() : "";
    return name.startsWith(prefix) && text !== "" ? [[name.slice(prefix.length), text] as const] : [];
  });
  return Object.fromEntries(entries);
}
