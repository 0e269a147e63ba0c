import { FACET_LABELS } from "@/app/(desk)/messages/filter-words";
import { spanText } from "@/components/time/format-time";
import type { Dimension, RateFacet, Step } from "@/lib/analytics/rate-filters";
import { type RatePeriod, wholeOf } from "@/lib/analytics/rate-period";
import type { Attribution } from "@/lib/delivery/counts/verification-contribution";

export const DIMENSION_LABELS: Readonly<Record<Dimension, string>> = {
  country: "Country",
  connection: "Provider account",
  template: "Template",
  sender: "Sender",
};

export const STEP_LABELS: Readonly<Record<Step, string>> = { quarter: "15 minutes", hour: "Hours", day: "Days" };

export const ATTRIBUTION_LABELS: Readonly<Record<Attribution, string>> = {
  first: "First message",
  last: "Last before success",
  single: "Single-message attempts",
};

/** Stands under the title: which attempts count, and under which message. */
export const ATTRIBUTION_WORDS: Readonly<Record<Attribution, string>> = {
  first: "each attempt under its first message",
  last: "each attempt under its last message before success",
  single: "only attempts that took one message",
};

export function facetLabel(facet: RateFacet): string {
  return FACET_LABELS[facet];
}

/** `15 Nov, 00:00 to 22 Nov, 00:00 IST`. */
export function periodText({ own, zone }: RatePeriod, now: Date): string {
  return spanText(wholeOf(own), zone, now);
}
