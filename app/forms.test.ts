import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const APP = fileURLToPath(new URL(".", import.meta.url));
/** What people type or choose in. */
const FIELD = /<(TextInput|PasswordInput|Textarea|NativeSelect|Checkbox|Radio|FieldInput|RoleSelect|textarea|select)\b/;
const ACTION_FORM = /<form\b[^>]*\baction=\{/;

describe("a form that an action answers", () => {
  const sources = readdirSync(APP, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".tsx"))
    .map((file) => ({ file, text: readFileSync(join(APP, file), "utf8") }));

  it("keeps what was typed when it is refused: with fields in it, it is a KeptForm", () => {
    expect(sources.filter(({ text }) => text.includes("<KeptForm")).length).toBeGreaterThan(8);
    const emptied = sources.filter(({ text }) => ACTION_FORM.test(text) && FIELD.test(text));
    expect(emptied.map(({ file }) => file)).toEqual([]);
  });
});
