import { type DeliveryStatus, FAILURE_STATUSES, type FailureCategory, type SaidBy } from "@/lib/delivery/status";
import type { DeliveryReport, Provider } from "./provider";

/** What our tables make of a raw report. `mapped` is false for a status that no table knows. */
export type NormalisedStatus = {
  status: DeliveryStatus;
  isFinal: boolean;
  saidBy: SaidBy;
  failureCategory: FailureCategory | null;
  mapped: boolean;
};

/** Reads a report's status, finality and category off the provider's tables. */
export function normalise(
  provider: Pick<Provider, "statuses" | "errors">,
  report: Pick<DeliveryReport, "rawStatus" | "errorCode" | "isFinal">,
): NormalisedStatus {
  const row = own(provider.statuses, report.rawStatus) ?? own(provider.statuses, report.rawStatus.toLowerCase());
  if (!row) return { status: "unknown", isFinal: false, saidBy: "unknown", failureCategory: null, mapped: false };
  const error = report.errorCode === undefined ? undefined : own(provider.errors, report.errorCode);
  const failed = FAILURE_STATUSES.has(row.status);
  return {
    status: failed && error?.status ? error.status : row.status,
    isFinal: report.isFinal ?? row.final,
    saidBy: row.saidBy,
    failureCategory: failed ? (error?.category ?? row.category ?? categoryWithoutTable(report)) : null,
    mapped: true,
  };
}

function categoryWithoutTable(report: Pick<DeliveryReport, "errorCode">): FailureCategory {
  return report.errorCode ? "unrecognised" : "no_reason_given";
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
