import { spanText } from "@/components/time/format-time";
import type { Channel, FailureCategory } from "@/lib/delivery/fold/status";
import { countryName } from "@/lib/delivery/recipient/country-name";
import { failureNote } from "@/lib/delivery/words/failure-notes";
import { channelName } from "@/lib/delivery/words/status-notes";
import { nameOfUseCase } from "@/lib/delivery/words/verdict-detail";
import type { Count } from "@/lib/messages/count-facets";
import { outcomeBadge, statusFilterLabel } from "@/lib/messages/describe-message";
import type { FacetName, MessageOutcome, RangeName, StatusFilter } from "@/lib/messages/filters";
import type { TimeRange } from "@/lib/messages/time-range";

export const FACET_LABELS: Readonly<Record<FacetName, string>> = {
  country: "Country",
  status: "Status",
  template: "Template",
  outcome: "Outcome",
  category: "Failure",
  sender: "Sender",
  connection: "Provider account",
  channel: "Channel",
  useCase: "Use case",
  registered: "Registration",
  timed: "Time to receipt",
};

/** A facet's value for people; values of closed sets have been checked against them. */
export function valueLabel(facet: FacetName, value: string, connections: ReadonlyMap<string, string>): string {
  if (value === "") return "Not known";
  switch (facet) {
    case "country":
      return countryName(value);
    case "status":
      return statusFilterLabel(value as StatusFilter);
    case "outcome":
      return outcomeBadge(value as MessageOutcome).label;
    case "category":
      return failureNote(value as FailureCategory).label;
    case "connection":
      return connections.get(value) ?? "A removed account";
    case "channel":
      return channelName(value as Channel);
    case "useCase":
      return nameOfUseCase(value);
    case "registered":
      return value === "yes" ? "By the app" : "Receipts only";
    case "timed":
      return value === "yes" ? "Known" : "Delivered, time not known";
    case "template":
    case "sender":
      return value;
  }
}

export const RANGE_NAMES: Readonly<Record<RangeName, string>> = {
  "1h": "1 h",
  "24h": "24 h",
  "7d": "7 days",
  "30d": "30 days",
  "90d": "90 days",
};

/** `last 24 h`, or `20 Nov, 13:00 to 21 Nov, 13:00 IST`. */
export function rangeText({ name, from, to }: TimeRange, zone: string, now: Date): string {
  return name ? `last ${RANGE_NAMES[name]}` : spanText({ from, to }, zone, now);
}

/** `1,204`, `5,000+`: at least so many, where counting stopped. */
export function countText({ n, isMore }: Count): string {
  return `${n.toLocaleString("en")}${isMore ? "+" : ""}`;
}

/** `1,204 messages`, `at least 5,000 messages`. */
export function totalText({ n, isMore }: Count): string {
  return `${isMore ? "at least " : ""}${n.toLocaleString("en")} ${n === 1 ? "message" : "messages"}`;
}
