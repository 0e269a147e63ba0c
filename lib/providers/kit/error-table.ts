import type { FailureCategory } from "@/lib/delivery/fold/status";
import type { ErrorTable } from "../provider";

type Row = ErrorTable[string];
/**
 * Codes of one category that narrow a failure alike (undefined: as the provider's status says), with their meaning,
 * and whose word they are where that is not the status's.
 */
export type ErrorGroup = readonly [FailureCategory, Row["status"], Readonly<Record<string, string>>, Row["saidBy"]?];

/** One table of many groups; a code stands in one of them only. */
export function errorTable(...groups: readonly ErrorGroup[]): ErrorTable {
  const table: Record<string, Row> = {};
  for (const [category, status, meanings, saidBy] of groups) {
    for (const [code, meaning] of Object.entries(meanings)) {
      if (Object.hasOwn(table, code)) throw new Error(`Error code ${code} stands in two groups`);
      table[code] = { category, meaning, ...(status && { status }), ...(saidBy && { saidBy }) };
    }
  }
  return table;
}
