import { errorTable } from "../kit/error-table";
import { GSM_ERRORS } from "../kit/gsm-errors";

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
  ...GSM_ERRORS,
  [
    "handset_unreachable",
    "undelivered",
    {
      256: "Memory of the handset is full",
      ...OTHER_DELIVERY_FAULTS,
    },
    "carrier",
  ],
  [
    "provider_fault",
    undefined,
    {
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
