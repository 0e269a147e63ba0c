import type { FailureTable, StatusTable } from "../provider";

type Row = StatusTable[string];
type Group = { id: number; name: string; row: Row; ids: Readonly<Record<string, number>>; own?: Record<string, Row> };

const rejected = (category?: Row["category"]): Row => ({
  ...{ status: "rejected", final: true, saidBy: "provider" },
  ...(category && { category }),
});

/**
 * Infobip's groups and the names in them. New names come without notice and new groups do not: a name that is not here
 * is read as its group.
 */
const GROUPS: readonly Group[] = [
  {
    ...{ id: 1, name: "PENDING", row: { status: "accepted", final: false, saidBy: "provider" } },
    ids: { PENDING_ACCEPTED: 26, PENDING_WAITING_DELIVERY: 3, PENDING_TIME_VIOLATION: 1, PENDING_ENROUTE: 7 },
    own: { PENDING_ENROUTE: { status: "sent", final: false, saidBy: "provider" } },
  },
  {
    ...{ id: 0, name: "ACCEPTED", row: { status: "accepted", final: false, saidBy: "provider" } },
    ids: { MESSAGE_ACCEPTED: 0 },
  },
  {
    ...{ id: 3, name: "DELIVERED", row: { status: "delivered", final: true, saidBy: "unknown" } },
    ids: { DELIVERED_TO_HANDSET: 5, DELIVERED_TO_OPERATOR: 2 },
    own: {
      DELIVERED_TO_HANDSET: { status: "delivered", final: true, saidBy: "handset" },
      // The operator has taken it; of the handset nothing is known.
      DELIVERED_TO_OPERATOR: { status: "sent", final: false, saidBy: "carrier" },
    },
  },
  {
    ...{ id: 2, name: "UNDELIVERABLE", row: { status: "undelivered", final: true, saidBy: "carrier" } },
    ids: { UNDELIVERABLE_NOT_DELIVERED: 9, UNDELIVERABLE_REJECTED_OPERATOR: 4 },
    own: {
      UNDELIVERABLE_REJECTED_OPERATOR: {
        ...{ status: "rejected", final: true, saidBy: "carrier", category: "carrier_rejected" },
      },
    },
  },
  {
    ...{ id: 4, name: "EXPIRED", row: { status: "expired", final: true, saidBy: "provider" } },
    ids: { EXPIRED_EXPIRED: 15, EXPIRED_UNKNOWN: 22, EXPIRED_DLR_UNKNOWN: 29 },
    // No receipt came in its time; the message itself may have arrived.
    own: { EXPIRED_DLR_UNKNOWN: { status: "unknown", final: true, saidBy: "provider" } },
  },
  {
    ...{ id: 5, name: "REJECTED", row: rejected() },
    ids: {
      ...{ REJECTED_NETWORK: 6, REJECTED_PREFIX_MISSING: 8, REJECTED_DND: 10, REJECTED_SOURCE: 11 },
      ...{ REJECTED_NOT_ENOUGH_CREDITS: 12, REJECTED_SENDER: 13, REJECTED_DESTINATION: 14 },
      ...{ REJECTED_NOT_REACHABLE: 16, REJECTED_PREPAID_PACKAGE_EXPIRED: 17 },
      ...{ REJECTED_DESTINATION_NOT_REGISTERED: 18, REJECTED_ROUTE_NOT_AVAILABLE: 19 },
      ...{ REJECTED_FLOODING_FILTER: 20, REJECTED_SYSTEM_ERROR: 21, REJECTED_DUPLICATE_MESSAGE_ID: 23 },
      ...{ REJECTED_INVALID_UDH: 24, REJECTED_MESSAGE_TOO_LONG: 25, REJECTED_MISSING_TO: 51, MISSING_TO: 51 },
    },
    own: {
      REJECTED_NETWORK: rejected("destination_not_enabled"),
      REJECTED_PREFIX_MISSING: rejected("invalid_number"),
      REJECTED_DND: rejected("opted_out"),
      REJECTED_SOURCE: rejected("sender_not_registered"),
      REJECTED_NOT_ENOUGH_CREDITS: rejected("insufficient_balance"),
      REJECTED_SENDER: rejected("sender_not_registered"),
      REJECTED_NOT_REACHABLE: rejected("handset_unreachable"),
      REJECTED_PREPAID_PACKAGE_EXPIRED: rejected("insufficient_balance"),
      REJECTED_DESTINATION_NOT_REGISTERED: rejected("destination_not_enabled"),
      REJECTED_ROUTE_NOT_AVAILABLE: rejected("destination_not_enabled"),
      REJECTED_FLOODING_FILTER: rejected("rate_limited"),
      REJECTED_SYSTEM_ERROR: rejected("provider_fault"),
      REJECTED_DUPLICATE_MESSAGE_ID: rejected("request_error"),
      REJECTED_INVALID_UDH: rejected("request_error"),
      REJECTED_MESSAGE_TOO_LONG: rejected("request_error"),
      REJECTED_MISSING_TO: rejected("request_error"),
      MISSING_TO: rejected("request_error"),
    },
  },
];

/** The names first: examples speak in them. */
export const infobipStatuses: StatusTable = Object.fromEntries([
  ...GROUPS.flatMap(({ row, ids, own }) =>
    Object.keys(ids).map((name) => [name.toLowerCase(), own?.[name] ?? row] as const),
  ),
  ...GROUPS.map(({ name, row }) => [name.toLowerCase(), row] as const),
]);

// What is rejected never went out; what is undeliverable, the network said of the handset.
export const infobipFailures: FailureTable = {
  undeliverable_not_delivered: {
    codes: ["1", "5", "6", "9", "11", "12", "13", "21", "27", "31", "32", "33", "34", "255", "256", "500", "2048"],
  },
  undeliverable_rejected_operator: { codes: ["13", "255", "2051"] },
  expired_expired: { codes: ["27", "31", "33", "4101"] },
  ...Object.fromEntries(
    Object.entries(infobipStatuses)
      .filter(([, { status, saidBy }]) => status === "rejected" && saidBy === "provider")
      .map(([name]) => [name, { unsent: true, codes: [] }] as const),
  ),
};

/** The `status` of a report under this name; a name of no group stands alone. */
export function infobipStatus(rawStatus: string): Record<string, unknown> {
  const written = rawStatus.toUpperCase();
  const group = GROUPS.find(({ name, ids }) => name === written || Object.hasOwn(ids, written));
  const description = rawStatus.replaceAll("_", " ").toLowerCase();
  if (!group) return { name: rawStatus, description };
  return { groupId: group.id, groupName: group.name, id: group.ids[written], name: rawStatus, description };
}
