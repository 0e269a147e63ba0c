import type { ParsedCallback } from "@/lib/providers/provider";
import type { ArrivalKind, Source } from "../arrival-kind";
import type { Connection } from "../connections";
import { orPoison, unreadable } from "../or-poison";
import { type PreparedVerificationEvent, prepareEvent } from "./prepare-events";
import { recordVerificationEvents } from "./record-events";

/** What became of OTP attempts, as a provider's verification service reports it. */
export const verificationEvents: ArrivalKind<PreparedVerificationEvent> = {
  name: "verification_event",
  broughtBy: "verification",
  prepare: prepareEvents,
  namingOf: () => null,
  record: recordVerificationEvents,
};

type Events = Extract<ParsedCallback, { kind: "verification" }>;

/** An event that cannot be prepared fails none of its neighbours. */
function prepareEvents({ events, problems = [] }: Events, connection: Connection, source: Source) {
  const prepared = events.map((event) => orPoison(connection.id, () => prepareEvent(event, connection, source)));
  const poisoned = prepared.includes(null) ? [{ kind: "poison", groupKey: "preparing" } as const] : [];
  return {
    arrivals: prepared.filter((event): event is PreparedVerificationEvent => event !== null),
    unread: [...problems.map(({ problem }) => unreadable(problem)), ...poisoned],
  };
}
