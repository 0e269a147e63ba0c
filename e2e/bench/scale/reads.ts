import { getRates } from "@/lib/analytics/get-rates";
import { loadRateFilters, type RateFilters } from "@/lib/analytics/rate-filters";
import { listOverviews } from "@/lib/connections/list-overviews";
import { countFacets } from "@/lib/messages/count-facets";
import { type MessageFilters, NO_FILTERS } from "@/lib/messages/filters";
import { findMessage } from "@/lib/messages/find-message";
import { listMessages } from "@/lib/messages/list-messages";
import { forgetProcessWide } from "@/lib/runtime";
import { getStory } from "@/lib/stories/get-story";
import { lookUp } from "@/lib/stories/look-up";
import { usualReceiptMs } from "@/lib/stories/usual-receipt";
import type { Subjects } from "./sample-subjects";

/** A read of the product as its pages call it. False, or nothing, says that it did not find what is there. */
export type Read = (subjects: Subjects, index: number, now: Date) => Promise<unknown>;

const MONTH: MessageFilters = { ...NO_FILTERS, range: "30d" };
const RATES: RateFilters = { ...loadRateFilters({}), range: "30d" };
/** By whose days the rates below are read. */
const [HERE, ELSEWHERE] = ["UTC", "Asia/Kolkata"];
export const REPORT_ZONES: readonly string[] = [HERE, ELSEWHERE];

export const READS: Readonly<Record<string, Read>> = {
  "look-up by phone number": ({ people }, n) => find(of(people, n).number),
  "look-up by user id": ({ people }, n) => find(of(people, n).userRef),
  "look-up by provider's message id": ({ messages }, n) => find(of(messages, n).providerMessageId),
  "look-up by the app's message id": ({ messages }, n) => find(`app:${of(messages, n).appMessageId}`),
  story: ({ messages }, n, now) => getStory(of(messages, n).verificationId, now),
  "message page": async ({ messages }, n, now) => {
    const { id } = of(messages, n);
    return (await findMessage(id, now)) && getStory(id, now);
  },
  "usual time to a receipt": async ({ messages }, n, now) => {
    const { connectionId, country } = of(messages, n);
    // Kept for a minute: each read here pays for it itself.
    forgetProcessWide("usual-receipts");
    await usualReceiptMs(connectionId, country, now);
    return true;
  },
  "list, first page of a day": ({ messages }, n, now) => someOf(listMessages(dayUpTo(of(messages, n).countedAt), now)),
  "list, a page deep in 90 days": ({ messages }, n, now) => {
    const { id, countedAt } = of(messages, n);
    return someOf(listMessages({ ...NO_FILTERS, range: "90d", page: { side: "older", at: countedAt, id } }, now));
  },
  "list, country and template, 30 days": ({ messages }, n, now) => listMessages(narrowed(of(messages, n)), now),
  "facet counts, 30 days": (_, __, now) => countFacets(MONTH, now),
  "facet counts, country and template, 30 days": ({ messages }, n, now) => countFacets(narrowed(of(messages, n)), now),
  "analytics, 30 days by country": (_, __, now) => getRates(RATES, HERE, now),
  "analytics, 30 days of one country by connection": ({ messages }, n, now) =>
    getRates({ ...RATES, country: [of(messages, n).country], by: "connection" }, ELSEWHERE, now),
  "callback traffic": (_, __, now) => listOverviews(now),
};

async function find(typed: string): Promise<boolean> {
  return (await lookUp(typed, { defaultCountries: [] })).kind !== "none";
}

async function someOf(list: ReturnType<typeof listMessages>): Promise<boolean> {
  return (await list).messages.length > 0;
}

function dayUpTo(at: Date): MessageFilters {
  const dayBefore = new Date(at.getTime() - 86_400_000);
  return { ...NO_FILTERS, from: dayBefore.toISOString(), to: at.toISOString() };
}

function narrowed({ country, template }: Subjects["messages"][number]): MessageFilters {
  return { ...MONTH, country: [country], template: [template] };
}

function of<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length];
  if (item === undefined) throw new Error("There is nothing to read of.");
  return item;
}
