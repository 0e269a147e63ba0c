import { MOMENT_WORDS } from "@/app/(desk)/address-words";
import { FACET_LABELS } from "@/app/(desk)/messages/filter-words";
import { spanText } from "@/components/time/format-time";
import { countOf } from "@/lib/analytics/format-rate";
import { type Dimension, type RateFacet, type RateFilters, STEPS, type Step } from "@/lib/analytics/rate-filters";
import { type RatePeriod, wholeOf } from "@/lib/analytics/rate-period";
import type { Attribution } from "@/lib/delivery/counts/verification-contribution";
import { isMoment } from "@/lib/time/written-range";

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

const STEP_WORDS: Readonly<Record<Step, string>> = {
  quarter: "a quarter of an hour",
  hour: "an hour",
  day: "a day",
};

/** What the page shows otherwise than it was asked for, one sentence each. */
export function periodRemarks(period: RatePeriod, { step }: Pick<RateFilters, "step">, now: Date): string[] {
  const { asked, own, zone, name } = period;
  const remarks: string[] = [];
  if (isMoment(asked)) remarks.push(`${MOMENT_WORDS} What is shown is ${STEP_WORDS[period.step]} around it.`);
  if (step && step !== period.step) {
    const why = name && STEPS.indexOf(step) > STEPS.indexOf(period.step) ? "too coarse" : "too many";
    remarks.push(`Points of ${STEP_WORDS[step]} would be ${why} for this time: each is ${STEP_WORDS[period.step]}.`);
  }
  if (wholeOf(own).from > asked.from) {
    const newest = countOf(own.length, period.step === "day" ? "day" : "point");
    remarks.push(`The time is longer than can be shown: counted are its newest ${newest}, ${periodText(period, now)}.`);
  }
  const isRounded = wholeOf(own).from < asked.from || wholeOf(own).to > asked.to;
  if (isRounded && !isMoment(asked)) {
    const range = spanText(asked, zone, now);
    remarks.push(`Points are whole: from ${range}, ${STEP_WORDS[period.step]} each, it is ${periodText(period, now)}.`);
  }
  return remarks;
}
