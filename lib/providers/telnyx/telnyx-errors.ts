import { errorTable } from "../kit/error-table";

/** Telnyx's messaging codes. 400xx come from the network or from filters on the way; 403xx refuse before sending. */
export const telnyxErrors = errorTable(
  [
    "invalid_number",
    "undelivered",
    {
      40001: "Not routable: landline, or a number that takes no messages",
      40012: "Invalid destination number",
    },
  ],
  ["invalid_number", "rejected", { 40310: "Invalid 'to' address" }],
  ["handset_unreachable", "undelivered", { 40006: "Recipient's server unavailable" }],
  ["carrier_rejected", "rejected", { 40004: "Rejected by the destination" }],
  ["no_reason_given", undefined, { 40008: "Undeliverable" }],
  [
    "carrier_filtered",
    "rejected",
    {
      40002: "Blocked as spam, temporary",
      40003: "Blocked as spam, permanent",
      40017: "AT&T: 10DLC spam message rejected",
    },
  ],
  // Telnyx's own filter; the carrier has not seen it.
  [
    "blocked_by_policy",
    "rejected",
    { 40015: "Blocked as spam by Telnyx", 40322: "Blocked due to its content" },
    "provider",
  ],
  ["expired", "expired", { 40005: "Expired during transmission" }],
  ["expired", "expired", { 40014: "Expired in the queue" }, "provider"],
  ["opted_out", "rejected", { 40300: "Blocked due to a STOP message" }, "provider"],
  [
    "sender_not_registered",
    "rejected",
    {
      40010: "Sender is not registered for 10DLC",
      40150: "Toll-free number is not in the registry",
      40329: "Toll-free number is not verified",
    },
  ],
  ["destination_not_enabled", "rejected", { 40309: "Invalid destination region" }, "provider"],
  [
    "rate_limited",
    undefined,
    {
      40011: "Too many requests upstream",
      40016: "T-Mobile: 10DLC daily limit reached",
      40018: "AT&T: 10DLC limit reached",
      40318: "Message queue is full",
    },
  ],
  ["provider_fault", undefined, { 40007: "Loop detected" }],
  [
    "request_error",
    "rejected",
    {
      40009: "Invalid message body",
      40013: "Invalid source number",
      40100: "Number is not enabled for messaging",
      40151: "Messaging enablement is pending",
      40301: "Unsupported message type for the 'to' address",
      40302: "Message too large",
      40304: "Invalid combination of message content",
      40305: "Invalid 'from' address",
      40306: "Alphanumeric sender is not configured",
      40308: "Invalid 'from' address for MMS",
      40311: "Invalid messaging profile secret",
      40312: "Messaging profile is disabled",
      40313: "Missing messaging profile secret",
      40314: "Messaging is disabled on the account",
      40315: "Unhealthy 'from' address",
      40316: "No content provided",
      40317: "Invalid MMS content",
      40319: "Incompatible message type",
      40320: "'From' address is temporarily unusable",
      40321: "No usable numbers in the pool",
      40328: "Message exceeds the recommended size",
    },
    "provider",
  ],
);
