import { errorTable } from "../kit/error-table";

/** Vonage's own numbering of the Messages API. */
export const vonageMessagesErrors = errorTable(
  [
    "rate_limited",
    "failed",
    {
      1000: "Throttled",
      1241: "Too many send requests",
    },
  ],
  [
    "request_error",
    "rejected",
    {
      1010: "Missing parameters",
      1020: "Invalid parameters",
      1021: "Invalid tag",
      1040: "Invalid message (e.g. unknown number prefix)",
      1090: "Message too long",
      1130: "Invalid TTL",
      1140: "Facility not allowed",
      1150: "Invalid message class",
      1320: "Message already sent",
      1370: "Expired access token",
      1380: "Invalid resource",
      1381: "Resource too large",
      1382: "Resource type invalid",
    },
  ],
  [
    "template_rejected",
    "rejected",
    {
      1022: "Invalid template",
    },
  ],
  [
    "provider_fault",
    "failed",
    {
      1030: "Internal error",
      1100: "Communication failed",
      1230: "Network error",
      1250: "Unroutable",
      1331: "Provider error",
    },
  ],
  [
    "carrier_rejected",
    "rejected",
    {
      1050: "Number barred",
      1280: "Number blocked by carrier",
    },
  ],
  [
    "blocked_by_policy",
    "rejected",
    {
      1060: "Partner account barred",
      1270: "Subscriber age restriction",
      1340: "Outside the allowed window",
      1350: "Phone matching fee not paid",
    },
  ],
  [
    "insufficient_balance",
    "rejected",
    {
      1070: "Partner quota exceeded",
    },
  ],
  [
    "request_error",
    "failed",
    {
      1080: "Account not enabled for REST",
    },
  ],
  [
    "sender_not_registered",
    "rejected",
    {
      1120: "Illegal sender address",
    },
  ],
  [
    "destination_not_enabled",
    "rejected",
    {
      1160: "Destination not on the allowed list",
    },
  ],
  [
    "invalid_number",
    "rejected",
    {
      1170: "Invalid or missing msisdn",
    },
  ],
  [
    "handset_unreachable",
    "undelivered",
    {
      1180: "Absent subscriber, temporary",
      1220: "Handset busy",
      1260: "Destination unreachable",
      1290: "Prepaid, insufficient funds",
      1310: "Not a suitable device",
    },
  ],
  [
    "invalid_number",
    "undelivered",
    {
      1190: "Absent subscriber, permanent",
      1200: "Portability error",
      1300: "Not part of the provider network",
    },
  ],
  [
    "carrier_filtered",
    "rejected",
    {
      1210: "Anti-spam rejection",
    },
  ],
  [
    "opted_out",
    "rejected",
    {
      1240: "Illegal number (opted out)",
    },
  ],
  [
    "no_reason_given",
    undefined,
    {
      1330: "Unknown",
    },
  ],
  [
    "expired",
    "expired",
    {
      1360: "TTL was activated",
    },
  ],
);
