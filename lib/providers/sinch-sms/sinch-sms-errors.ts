import { errorTable } from "../kit/error-table";

/**
 * Sinch's own codes begin at 400; below them stand its operators', of which only those for US numbers are documented in
 * words. 0, 400 and 401 say how far a message is, and are no errors.
 */
export const sinchSmsErrors = errorTable(
  ["carrier_rejected", "rejected", { 402: "Unroutable: the SMSC rejected the message" }],
  [
    "carrier_rejected",
    undefined,
    {
      321: "The receiver rejected it",
      332: "Invalid operation",
      334: "Invalid parameter",
      349: "Request failed: invalid message, routing failure, or blocked by the carrier",
      415: "MMS: rejected by the gateway or the mobile network",
      416: "MMS: not supported",
    },
  ],
  ["provider_fault", undefined, { 403: "Unexpected internal error" }, "provider"],
  ["no_reason_given", undefined, { 399: "Unknown", 404: "Temporary delivery failure" }],
  [
    "request_error",
    "rejected",
    {
      405: "Unmatched parameter",
      409: "Price threshold exceeded",
      410: "No default originator matches the recipient",
      411: "Exceeds the most parts allowed",
      414: "MMS: bad media URL",
    },
    "provider",
  ],
  ["request_error", undefined, { 310: "Invalid source address" }],
  ["expired", "expired", { 406: "Expired before it reached the SMSC" }, "provider"],
  ["cancelled", "rejected", { 407: "Cancelled before it reached the SMSC" }, "provider"],
  ["destination_not_enabled", "rejected", { 412: "Region is not provisioned" }, "provider"],
  [
    "blocked_by_policy",
    "rejected",
    { 62: "Blocked by internal spam filtering", 408: "Rejected by Sinch", 413: "The account is blocked" },
    "provider",
  ],
  ["carrier_filtered", "rejected", { 15: "Spam message detected" }],
  ["sender_not_registered", "rejected", { 60: "The campaign is not active" }],
  ["rate_limited", undefined, { 64: "Quota exceeded" }],
  [
    "invalid_number",
    undefined,
    { 152: "Service is not provisioned for the number", 300: "Invalid destination address" },
  ],
  [
    "handset_unreachable",
    undefined,
    { 417: "MMS: network or subscriber cannot be reached", 418: "MMS: the handset does not know the content" },
  ],
);
