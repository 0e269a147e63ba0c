import { z } from "zod";
import { searchPool } from "@/lib/db";
import { timeRange } from "@/lib/messages/time-range";
import { planSources } from "./plan-sources";
import type { CompletionCounts } from "./rate-counts";
import type { RateFilters } from "./rate-filters";
import { type RatePeriod, ratePeriod, stepFollowsVolume } from "./rate-period";
import { type Choices, readChoices, readVolume } from "./read-choices";
import { type CompletionOf, type CompletionReading, readCompletion } from "./read-completion";
import { type DeliveryOf, type DeliveryReading, type FailuresOf, readDelivery } from "./read-delivery";

export type Rates = {
  period: RatePeriod;
  delivery: DeliveryReading;
  completion: CompletionReading;
  deliveryBy: DeliveryOf[];
  completionBy: CompletionOf[];
  /** Attempts of the period that never got a message, where the filters leave any. */
  withoutMessage: CompletionCounts;
  failures: FailuresOf[];
  choices: Choices;
  /** What was sent from here on may still change: receipts may come, attempts may end. */
  maturesAt: Date;
};

/** An attempt without a known code lifetime ends after half an hour of silence. */
const ATTEMPT_OPEN_MS = 30 * 60_000;

/** Everything that the filters say about delivery and completion, for the period and the one before it. */
export async function getRates(filters: RateFilters, zone: string, now: Date): Promise<Rates> {
  const range = timeRange({ ...filters, tz: zone }, now);
  const volume = stepFollowsVolume(filters, zone, now) ? await readVolume(filters, range) : 0;
  const period = ratePeriod(filters, zone, now, volume);
  const sources = await planSources(period);
  const [{ deliveryBy, failures, ...delivery }, { completionBy, withoutMessage, ...completion }, choices, deadlineMs] =
    await Promise.all([
      readDelivery(filters, period, sources.both),
      readCompletion(filters, period, sources.both),
      readChoices(filters, sources.own),
      readLongestDeadline(filters.connection),
    ]);
  const maturesAt = new Date(now.getTime() - Math.max(ATTEMPT_OPEN_MS, deadlineMs));
  return { period, delivery, completion, deliveryBy, completionBy, withoutMessage, failures, choices, maturesAt };
}

/** After it a message without a receipt is closed. */
async function readLongestDeadline(connections: readonly string[]): Promise<number> {
  const { rows } = await searchPool().query({
    text: `SELECT coalesce(max(receipt_deadline_seconds), 0) AS seconds FROM provider_connections
            WHERE status = 'active' AND (cardinality($1::uuid[]) = 0 OR id = ANY ($1::uuid[]))`,
    values: [connections],
  });
  const [row] = z.array(z.object({ seconds: z.number() })).parse(rows);
  return (row?.seconds ?? 0) * 1000;
}
