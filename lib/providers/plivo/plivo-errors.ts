import { errorTable } from "../kit/error-table";

/**
 * Plivo's codes for messages. Those from 300 on, but for 450, stand in copies of its documentation alone, and newer ones
 * of registered senders were not found.
 */
export const plivoErrors = errorTable(
  ["carrier_rejected", "rejected", { 10: "Invalid message", 100: "Prohibited by the carrier" }],
  ["carrier_filtered", "rejected", { 30: "Spam detected" }],
  ["request_error", "rejected", { 40: "Invalid source number", 110: "Message too long" }, "provider"],
  ["invalid_number", "rejected", { 50: "Invalid destination number" }],
  ["invalid_number", "undelivered", { 70: "Destination permanently unavailable" }],
  ["handset_unreachable", "undelivered", { 80: "Destination temporarily unavailable" }],
  [
    "provider_fault",
    undefined,
    { 20: "Network error", 60: "Loop detected", 90: "No route available", 300: "Failed to dispatch" },
  ],
  ["opted_out", "rejected", { 200: "Source number blocked by a STOP message" }, "provider"],
  [
    "destination_not_enabled",
    "rejected",
    { 201: "US toll-free numbers cannot message Canada", 450: "Destination country barred" },
    "provider",
  ],
  ["expired", "expired", { 420: "Message expired" }],
  ["insufficient_balance", "rejected", { 900: "Insufficient credit" }, "provider"],
  ["blocked_by_policy", "rejected", { 910: "Account disabled" }, "provider"],
  ["no_reason_given", undefined, { 1000: "Unknown error" }],
);
