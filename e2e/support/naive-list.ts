import { FACET_NAMES, type FacetName, type MessageFilters } from "@/lib/messages/filters";
import { timeRange } from "@/lib/messages/time-range";
import { countedAt, type ListedRow } from "./listed-rows";

/** The ids of those rows that the list shows, newest first. */
export function naiveList(rows: readonly ListedRow[], filters: MessageFilters, now: Date): string[] {
  return rows
    .filter((row) => isInRange(row, filters, now) && FACET_NAMES.every((facet) => meets(row, filters, facet)))
    .sort((a, b) => countedAt(b).getTime() - countedAt(a).getTime() || (a.id < b.id ? 1 : -1))
    .map(({ id }) => id);
}

/** How many rows each value of a facet has, under the filters of all others. */
export function naiveCounts(
  rows: readonly ListedRow[],
  filters: MessageFilters,
  facet: FacetName,
  now: Date,
): Record<string, number> {
  const counts: Record<string, number> = Object.fromEntries(filters[facet].map((value) => [value, 0]));
  for (const row of rows) {
    const others = FACET_NAMES.filter((name) => name !== facet);
    if (!isInRange(row, filters, now) || !others.every((name) => meets(row, filters, name))) continue;
    for (const value of valuesOf(row, facet)) counts[value] = (counts[value] ?? 0) + 1;
  }
  return counts;
}

function isInRange(row: ListedRow, filters: MessageFilters, now: Date): boolean {
  const { from, to } = timeRange(filters, now);
  return !row.isMerged && countedAt(row) >= from && countedAt(row) < to;
}

function meets(row: ListedRow, filters: MessageFilters, facet: FacetName): boolean {
  const chosen: readonly string[] = filters[facet];
  return chosen.length === 0 || valuesOf(row, facet).some((value) => chosen.includes(value));
}

function valuesOf(row: ListedRow, facet: FacetName): string[] {
  switch (facet) {
    case "status": {
      const own = row.status === "unknown" && row.isFinal ? "no_receipt" : row.status;
      return row.conflicting ? [own, "conflicting"] : [own];
    }
    case "outcome":
      return outcomeOf(row.verification?.state);
    case "category":
      return row.category ? [row.category] : [];
    case "connection":
      return [row.connectionId];
    case "timed":
      if (row.status !== "delivered") return [];
      return [row.sentAt && row.deliveredAt ? "yes" : "no"];
    case "registered":
      return [row.registeredAt ? "yes" : "no"];
    default:
      return [row[facet] ?? ""];
  }
}

function outcomeOf(state: string | undefined): string[] {
  if (state === undefined) return [];
  if (state === "verified") return ["verified"];
  return state === "requested" || state === "checking" ? ["open"] : ["not_verified"];
}
