import { errorTable } from "../kit/error-table";

/** Faults between networks, of which nobody outside learns more than the number. */
const DIALOGUE_FAULTS = Object.fromEntries(
  [
    ...between(500, 511),
    ...between(1024, 1031),
    ...between(1152, 1166),
    ...between(1281, 1284),
    ...between(1536, 1541),
    ...between(1792, 1796),
  ].map((id) => [String(id), id === 502 ? "No response from the network" : "Fault between the networks"]),
);
const OTHER_DELIVERY_FAULTS = Object.fromEntries(
  between(257, 262).map((id) => [String(id), "Delivery failed for a cause of the network"]),
);

/** Infobip's error ids: those of GSM, and its own from 500. 0 is no error. */
export const infobipErrors = errorTable(
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
      256: "Memory of the handset is full",
      ...OTHER_DELIVERY_FAULTS,
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
      ...DIALOGUE_FAULTS,
      2048: "Time-out",
      4102: "Not submitted to the message centre",
    },
  ],
  [
    "no_reason_given",
    undefined,
    {
      255: "Unknown error",
    },
  ],
  [
    "blocked_by_policy",
    "rejected",
    {
      2049: "Subscriber identity is blacklisted",
      2050: "Destination address is blacklisted",
    },
  ],
  [
    "carrier_filtered",
    "rejected",
    {
      2051: "Text is blacklisted",
    },
  ],
  [
    "request_error",
    undefined,
    {
      4096: "Invalid message unit",
      4097: "Not submitted to the network",
    },
  ],
  [
    "cancelled",
    "rejected",
    {
      4100: "Message cancelled",
    },
  ],
  [
    "expired",
    "expired",
    {
      4101: "Validity expired",
    },
  ],
);

function between(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
