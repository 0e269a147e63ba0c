import type { DeliveryStatus, FailureCategory } from "./status";

/** The category of a failure: what was given; that of an outlived message is `expired` until something tells more. */
export function failureCategoryOf(status: DeliveryStatus, given: FailureCategory | null): FailureCategory {
  if (status === "expired" && !namesReason(given)) return "expired";
  return given ?? "no_reason_given";
}

export function namesReason(category: FailureCategory | null): boolean {
  return category !== null && category !== "no_reason_given" && category !== "unrecognised";
}
