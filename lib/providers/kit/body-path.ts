import { type JsonObject, member } from "./read-json";

/** Deeper than any provider nests, and shallow enough to walk. */
const DEEPEST = 30;

/** The value where names joined by `.` lead. */
export function valueAt(body: unknown, path: string): unknown {
  return sole(path.split(".").reduce(memberOf, body));
}

/** A list of one is that one; of several, none speaks for the others. */
export function sole(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

function memberOf(value: unknown, name: string): unknown {
  return Array.isArray(value) ? (member(value, name) ?? member(sole(value), name)) : member(value, name);
}

export type BodyChange = {
  /** What becomes of a scalar at a path; undefined drops it. Below the deepest level there is one, undefined. */
  value(value: unknown, path: string): unknown;
  name?(name: string, path: string): string;
};

/** A body changed value by value. The elements of a list stand where the list does. */
export function changeBody(body: unknown, change: BodyChange, path = "", depth = 0): unknown {
  if (typeof body !== "object" || body === null) return change.value(body, path);
  if (depth === DEEPEST) return change.value(undefined, path);
  if (Array.isArray(body)) return body.map((one) => changeBody(one, change, path, depth + 1));
  // Without a prototype `__proto__` is a name like any other.
  const changed: JsonObject = Object.create(null);
  for (const [name, value] of Object.entries(body)) {
    const inner = pathOf(path, name);
    changed[change.name?.(name, inner) ?? name] = changeBody(value, change, inner, depth + 1);
  }
  return changed;
}

/** A name with a dot in it is not two. */
function pathOf(outer: string, name: string): string {
  const own = name.replaceAll(".", "\u0000");
  return outer === "" ? own : `${outer}.${own}`;
}
