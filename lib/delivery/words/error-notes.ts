import type { FailureCategory } from "../fold/status";
import { type FailureNote, failureNote } from "./failure-notes";

export type ErrorNote = Pick<FailureNote, "label" | "possibleCauses" | "tryNext"> & {
  /** `Phone unreachable. The provider's code 30003 says: Unreachable destination handset.` */
  text: string;
};

/** A failure in plain words: what its category may mean, and what the provider's own table says of the code. */
export function errorNote({
  category,
  code,
  meaning,
}: {
  category: FailureCategory;
  code: string | null;
  /** From the provider's table; null for a code that it does not list. */
  meaning: string | null;
}): ErrorNote {
  const { label, possibleCauses, tryNext } = failureNote(category);
  return { label, possibleCauses, tryNext, text: [`${label}.`, codeText(code, meaning)].filter(Boolean).join(" ") };
}

function codeText(code: string | null, meaning: string | null): string {
  const said = meaning?.trim().replace(/[.\s]+$/, "");
  if (code && said) return `The provider's code ${code} says: ${said}.`;
  if (code) return `The provider's code ${code} is not in its list.`;
  return said ? `The provider says: ${said}.` : "";
}
