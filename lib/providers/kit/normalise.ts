import { failureCategoryOf } from "@/lib/delivery/fold/failure-category";
import { type DeliveryStatus, FAILURE_STATUSES, type FailureCategory, type SaidBy } from "@/lib/delivery/fold/status";
import type { DeliveryReport, ErrorTable, Provider } from "../provider";

/** What our tables make of a raw report. `mapped` is false for a status that no table knows. */
export type NormalisedStatus = {
  status: DeliveryStatus;
  isFinal: boolean;
  saidBy: SaidBy;
  failureCategory: FailureCategory | null;
  partial: boolean;
  mapped: boolean;
};

/** Reads a report's status, finality and category off the provider's tables. */
export function normalise(
  provider: Pick<Provider, "statuses" | "errors" | "reasons">,
  report: Pick<DeliveryReport, "rawStatus" | "errorCode" | "rawReason" | "isFinal">,
): NormalisedStatus {
  const row = own(provider.statuses, report.rawStatus) ?? own(provider.statuses, report.rawStatus.toLowerCase());
  if (!row)
    return {
      status: "unknown",
      isFinal: false,
      saidBy: "unknown",
      failureCategory: null,
      partial: false,
      mapped: false,
    };
  const error = findError(provider, report);
  const failed = FAILURE_STATUSES.has(row.status);
  // A code narrows a general failure; `expired` and `rejected` are already the narrower word.
  const general = row.status === "failed" || row.status === "undelivered";
  const status = general && error?.status ? error.status : row.status;
  const category = error?.category ?? row.category ?? categoryWithoutTable(report);
  return {
    status,
    isFinal: report.isFinal ?? row.final,
    saidBy: (failed && error?.saidBy) || row.saidBy,
    failureCategory: failed ? failureCategoryOf(status, category) : null,
    partial: row.partial ?? false,
    mapped: true,
  };
}

function findError(
  provider: Pick<Provider, "errors" | "reasons">,
  report: Pick<DeliveryReport, "errorCode" | "rawReason">,
): ErrorTable[string] | undefined {
  const byCode = report.errorCode === undefined ? undefined : own(provider.errors, report.errorCode);
  if (byCode || report.rawReason === undefined || !provider.reasons) return byCode;
  return own(provider.reasons, report.rawReason.toLowerCase());
}

function categoryWithoutTable(report: Pick<DeliveryReport, "errorCode" | "rawReason">): FailureCategory {
  return report.errorCode || report.rawReason ? "unrecognised" : "no_reason_given";
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
