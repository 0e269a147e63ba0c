import { failureCategoryOf } from "@/lib/delivery/fold/failure-category";
import type { DeliveryStatus, FailureCategory } from "@/lib/delivery/fold/status";
import { type NormalisedStatus, normalise } from "@/lib/providers/kit/normalise";
import type { Provider } from "@/lib/providers/provider";

/** What an admin said that a raw status means, which no table of the provider knows. */
export type StatusMapping = {
  /** Null: of every connection to this provider. */
  connectionId: string | null;
  rawStatus: string;
  /** Narrow it to one code or reason; null takes any. */
  errorCode: string | null;
  reason: string | null;
  status: DeliveryStatus;
  isFinal: boolean;
  failureCategory: FailureCategory | null;
  version: number;
};

/** What of a report is stored, and so all that a mapping may look at: new and stored events then agree. */
export type RawFacts = { rawStatus: string; errorCode: string | null; rawReason: string | null };

type Tables = Pick<Provider, "statuses" | "errors" | "reasons">;

/** Reads a raw status that the provider's tables do not know by the admin's mappings; null when none speaks of it. */
export function applyMapping(
  tables: Tables,
  mappings: readonly StatusMapping[],
  facts: RawFacts,
): (NormalisedStatus & { mappingVersion: number }) | null {
  const mapping = findMapping(mappings, facts);
  if (!mapping) return null;
  const { status, isFinal, failureCategory, version } = mapping;
  const statuses = { [facts.rawStatus]: { status, final: isFinal, saidBy: "unknown" as const } };
  const { rawStatus, errorCode, rawReason } = facts;
  const read = normalise(
    { ...tables, statuses },
    { rawStatus, errorCode: errorCode ?? undefined, rawReason: rawReason ?? undefined },
  );
  // The admin's own words go before what a code's table says.
  const given = failureCategory ?? read.failureCategory;
  const category = read.failureCategory === null ? null : failureCategoryOf(status, given);
  return { ...read, status, failureCategory: category, mappingVersion: version };
}

/** The narrowest that matches; among equals one of this connection, then the newest. */
function findMapping(mappings: readonly StatusMapping[], facts: RawFacts): StatusMapping | undefined {
  return mappings
    .filter(
      ({ rawStatus, errorCode, reason }) =>
        rawStatus === facts.rawStatus &&
        (errorCode === null || errorCode === facts.errorCode) &&
        (reason === null || reason === facts.rawReason),
    )
    .sort((a, b) => narrowness(b) - narrowness(a) || b.version - a.version)[0];
}

function narrowness({ errorCode, reason, connectionId }: StatusMapping): number {
  return (errorCode === null ? 0 : 4) + (reason === null ? 0 : 2) + (connectionId === null ? 0 : 1);
}
