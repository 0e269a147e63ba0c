import type { StatusTable } from "../provider";

/** Words that many providers share, for those that document none. Who said them is not known. */
export const COMMON_STATUSES: StatusTable = {
  accepted: { status: "accepted", final: false, saidBy: "unknown" },
  queued: { status: "accepted", final: false, saidBy: "unknown" },
  processing: { status: "accepted", final: false, saidBy: "unknown" },
  sent: { status: "sent", final: false, saidBy: "unknown" },
  delivered: { status: "delivered", final: true, saidBy: "unknown" },
  undelivered: { status: "undelivered", final: true, saidBy: "unknown" },
  failed: { status: "failed", final: true, saidBy: "unknown" },
  rejected: { status: "rejected", final: true, saidBy: "unknown" },
  blocked: { status: "rejected", final: true, saidBy: "unknown" },
  expired: { status: "expired", final: true, saidBy: "unknown" },
  unknown: { status: "unknown", final: false, saidBy: "unknown" },
  // The states of SMPP as receipts abbreviate them. What ACCEPTD means differs from house to house: never the end.
  scheduled: { status: "accepted", final: false, saidBy: "unknown" },
  acceptd: { status: "accepted", final: false, saidBy: "unknown" },
  enroute: { status: "sent", final: false, saidBy: "unknown" },
  delivrd: { status: "delivered", final: true, saidBy: "unknown" },
  undeliv: { status: "undelivered", final: true, saidBy: "unknown" },
  rejectd: { status: "rejected", final: true, saidBy: "unknown" },
  deleted: { status: "rejected", final: true, saidBy: "unknown", category: "cancelled" },
};
