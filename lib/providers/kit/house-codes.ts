/** Error codes of a house that documents them by hand: what an admin would enter for a provider of no table. */
export const HOUSE_CODES = {
  "11": { category: "invalid_number", meaning: "Number not in service", status: "undelivered" },
  "27": { category: "handset_unreachable", meaning: "Absent subscriber", status: "undelivered" },
  "33": { category: "carrier_filtered", meaning: "Blocked by content filter", status: "rejected" },
  "38": { category: "carrier_rejected", meaning: "Rejected by the network", status: "rejected" },
  "45": { category: "opted_out", meaning: "Recipient opted out", status: "rejected" },
  "52": { category: "expired", meaning: "Validity period over", status: "expired" },
} as const;
