/**
 * Fields of a form body or of a query (without its `?`). Every value of a name is kept, in order: a signature
 * covers all of them.
 */
export function formFields(text: string): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  // URLSearchParams drops one leading "?", which would make two different bodies one.
  for (const [name, value] of new URLSearchParams(`?${text}`)) {
    const values = fields.get(name);
    if (values) values.push(value);
    else fields.set(name, [value]);
  }
  return fields;
}

/** The one value of a name; nothing when it is missing or when two values contradict each other. */
export function onlyValue(fields: ReadonlyMap<string, readonly string[]>, name: string): string | undefined {
  const values = new Set(fields.get(name));
  return values.size === 1 ? [...values][0] : undefined;
}

/** The query of an address, without its `?` and without a fragment. */
export function queryOf(url: string): string {
  const withoutFragment = url.split("#", 1)[0] ?? "";
  const start = withoutFragment.indexOf("?");
  return start === -1 ? "" : withoutFragment.slice(start + 1);
}

/** The address with `added` (already encoded) at the end of its query. */
export function withQuery(url: string, added: string): string {
  const withoutFragment = url.split("#", 1)[0] ?? "";
  return `${withoutFragment}${withoutFragment.includes("?") ? "&" : "?"}${added}`;
}

export function isForm(headers: Readonly<Record<string, string>>): boolean {
  const type = headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase();
  return !type || type === FORM_TYPE;
}

export const FORM_TYPE = "application/x-www-form-urlencoded";
