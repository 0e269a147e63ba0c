import type { ParsedCallback } from "@/lib/providers/provider";
import type { ArrivalKind, Source } from "../arrival-kind";
import type { Connection } from "../connections";
import { orPoison, unreadable } from "../or-poison";
import { namingOf } from "./name-reports";
import { type PreparedReport, prepareReport } from "./prepare-reports";
import { recordReports } from "./record-reports";

/** What became of messages, as a provider reports it. */
export const deliveryReports: ArrivalKind<PreparedReport> = {
  name: "delivery_report",
  broughtBy: "reports",
  prepare: prepareReports,
  namingOf,
  record: recordReports,
};

type Reports = Extract<ParsedCallback, { kind: "reports" }>;

/** A report that cannot be prepared fails none of its neighbours. */
function prepareReports({ reports, problems = [] }: Reports, connection: Connection, source: Source) {
  const prepared = reports.map((report) =>
    orPoison(connection.id, () => prepareReport(report, connection.adapter, connection, source)),
  );
  const poisoned = prepared.includes(null) ? [{ kind: "poison", groupKey: "preparing" } as const] : [];
  return {
    arrivals: prepared.filter((report): report is PreparedReport => report !== null),
    unread: [...problems.map(({ problem }) => unreadable(problem)), ...poisoned],
  };
}
