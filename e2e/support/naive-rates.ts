import type { CompletionCounts, DeliveryCounts } from "@/lib/analytics/rate-counts";
import { RATE_FACETS, type RateFacet, type RateFilters } from "@/lib/analytics/rate-filters";
import type { Interval } from "@/lib/analytics/rate-period";
import { readPool } from "@/lib/db";
import type { Attribution } from "@/lib/delivery/counts/verification-contribution";
import { FAILURE_STATUSES } from "@/lib/delivery/fold/status";

export type Sent = Record<RateFacet, string> & {
  id: string;
  at: Date;
  isRegistered: boolean;
  outcome: keyof Omit<DeliveryCounts, "latency">;
  category: string | null;
  latencyMs: number | null;
  verificationId: string | null;
  orderedAt: Date;
};

export type Attempt = {
  at: Date;
  verifiedAt: Date | null;
  outcome: keyof CompletionCounts;
  useCase: string;
  messages: Sent[];
};

/** Messages and attempts of some connections, read row by row and counted by hand: what rates must agree with. */
export async function readNaively(connections: readonly string[]): Promise<{ sent: Sent[]; attempts: Attempt[] }> {
  const messages = await readPool().query(MESSAGES, [connections]);
  const sent: Sent[] = messages.rows.map(({ status, isFinal, ...row }) => ({
    ...row,
    outcome: outcomeOf(status, isFinal),
  }));
  const ids = [...new Set(sent.flatMap(({ verificationId }) => verificationId ?? []))];
  const verifications = await readPool().query(VERIFICATIONS, [ids]);
  const attempts = verifications.rows.map(({ id, state, ...row }): Attempt => {
    const own = sent.filter(({ verificationId }) => verificationId === id);
    own.sort((a, b) => a.orderedAt.getTime() - b.orderedAt.getTime() || (a.id < b.id ? -1 : 1));
    return { ...row, outcome: attemptOutcome(state), messages: own };
  });
  return { sent, attempts };
}

export function isWithin(at: Date, { from, to }: Interval): boolean {
  return at >= from && at < to;
}

export function meets(filters: RateFilters, values: Record<RateFacet, string>): boolean {
  return RATE_FACETS.every((facet) => {
    const chosen: readonly string[] = filters[facet];
    return chosen.length === 0 || chosen.includes(values[facet]);
  });
}

/** The message that an attempt counts under; null where the attribution leaves the attempt out. */
export function attributed({ messages, verifiedAt }: Attempt, attribution: Attribution): Sent | null {
  if (attribution === "single") return messages.length === 1 ? (messages[0] ?? null) : null;
  if (attribution === "first") return messages[0] ?? null;
  return messages.findLast(({ orderedAt }) => !verifiedAt || orderedAt <= verifiedAt) ?? messages[0] ?? null;
}

function outcomeOf(status: string, isFinal: boolean): Sent["outcome"] {
  if (status === "delivered") return "delivered";
  if (!isFinal) return "waiting";
  return (FAILURE_STATUSES as ReadonlySet<string>).has(status) ? "failed" : "noReceipt";
}

function attemptOutcome(state: string): Attempt["outcome"] {
  if (state === "verified") return "verified";
  return state === "requested" || state === "checking" ? "open" : "notVerified";
}

const MESSAGES = `
  SELECT id, counted_at AS at, registered_at IS NOT NULL AS "isRegistered", status, is_final AS "isFinal",
         failure_category AS category, verification_id AS "verificationId",
         coalesce(sent_at, created_at) AS "orderedAt",
         CASE WHEN status = 'delivered' THEN (extract(epoch FROM delivered_at - sent_at) * 1000)::float8 END AS "latencyMs",
         coalesce(destination_country, '') AS country, connection_id::text AS connection,
         coalesce(template_key, '') AS template, coalesce(sender_identity, '') AS sender, channel,
         coalesce(use_case, '') AS "useCase"
    FROM messages WHERE connection_id = ANY ($1::uuid[]) AND merged_into IS NULL`;
const VERIFICATIONS = `
  SELECT id, state, coalesce(requested_at, created_at) AS at, verified_at AS "verifiedAt",
         coalesce(use_case, '') AS "useCase"
    FROM verifications WHERE id = ANY ($1::uuid[])`;
