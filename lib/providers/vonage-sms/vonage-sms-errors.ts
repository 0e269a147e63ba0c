import { errorTable } from "../kit/error-table";

/** `err-code` of a delivery receipt; 0 is no error. 50 to 54 are the filters of India's sender registry (DLT). */
export const vonageSmsErrors = errorTable(
  ["no_reason_given", undefined, { 1: "Unknown" }],
  [
    "handset_unreachable",
    "undelivered",
    {
      2: "Absent subscriber, temporary",
      7: "Handset busy",
      12: "Destination unreachable",
      15: "Prepaid, insufficient funds",
    },
  ],
  ["invalid_number", "undelivered", { 3: "Absent subscriber, permanent", 5: "Portability error" }],
  ["carrier_rejected", "rejected", { 4: "Call barred by user", 14: "Number blocked by carrier" }],
  ["carrier_filtered", "rejected", { 6: "Anti-spam rejection" }],
  ["provider_fault", "failed", { 8: "Network error", 11: "Unroutable", 99: "General error" }],
  ["opted_out", "rejected", { 9: "Illegal number" }],
  ["request_error", "rejected", { 10: "Illegal message" }],
  ["blocked_by_policy", "rejected", { 13: "Subscriber age restriction", 53: "Consent filter", 54: "Regulation error" }],
  ["sender_not_registered", "rejected", { 50: "Entity filter", 51: "Header filter" }],
  ["template_rejected", "rejected", { 52: "Content filter" }],
);
