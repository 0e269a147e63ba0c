import type { ErrorGroup } from "./error-table";

/** Error codes of the GSM networks (MAP), as providers hand them on. */
export const GSM_ERRORS: readonly ErrorGroup[] = [
  [
    "invalid_number",
    "undelivered",
    {
      1: "Unknown subscriber",
      5: "Unidentified subscriber",
    },
    "carrier",
  ],
  [
    "handset_unreachable",
    "undelivered",
    {
      6: "Absent subscriber for short messages",
      27: "Absent subscriber",
      31: "Subscriber busy",
      32: "Delivery of the short message failed",
      33: "Message waiting list full",
    },
    "carrier",
  ],
  [
    "carrier_rejected",
    "undelivered",
    {
      9: "Illegal subscriber",
      10: "Bearer service not provisioned",
      11: "Teleservice not provisioned",
      12: "Illegal equipment",
      13: "Call barred",
      21: "Facility not supported",
    },
    "carrier",
  ],
  [
    "provider_fault",
    undefined,
    {
      34: "System failure",
      35: "Data missing",
      36: "Unexpected data value",
    },
  ],
];
