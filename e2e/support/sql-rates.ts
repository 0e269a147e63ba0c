import { readPool } from "@/lib/db";

type Asked = {
  connections: readonly string[];
  zone: string;
  step: "hour" | "day";
  unregistered: boolean;
  from: Date;
  to: Date;
};
/** By the beginning of the step. */
type Counts = Record<string, Record<string, number>>;

/** What became of messages, counted by PostgreSQL over the messages themselves, with its own notion of zones. */
export function messagesByStep({ unregistered, ...asked }: Asked): Promise<Counts> {
  return count(
    `SELECT date_trunc($2, counted_at, $3) AS at,
            count(*) FILTER (WHERE status = 'delivered')::int AS delivered,
            count(*) FILTER (WHERE is_final AND status IN ('expired', 'undelivered', 'failed', 'rejected'))::int AS failed,
            count(*) FILTER (WHERE is_final AND status IN ('accepted', 'sent', 'unknown'))::int AS "noReceipt",
            count(*) FILTER (WHERE NOT is_final AND status <> 'delivered')::int AS waiting
       FROM messages
      WHERE connection_id = ANY ($1::uuid[]) AND merged_into IS NULL AND counted_at >= $4 AND counted_at < $5
        AND (registered_at IS NOT NULL OR ${unregistered})
      GROUP BY 1`,
    asked,
  );
}

/** What became of attempts, each under its first message. */
export function attemptsByStep(asked: Omit<Asked, "unregistered">): Promise<Counts> {
  return count(
    `SELECT date_trunc($2, at, $3) AS at,
            count(*) FILTER (WHERE state = 'verified')::int AS verified,
            count(*) FILTER (WHERE state NOT IN ('verified', 'requested', 'checking'))::int AS "notVerified",
            count(*) FILTER (WHERE state IN ('requested', 'checking'))::int AS open
       FROM (SELECT v.state, coalesce(v.requested_at, v.created_at) AS at,
                    (SELECT m.connection_id FROM messages m WHERE m.verification_id = v.id AND m.merged_into IS NULL
                      ORDER BY coalesce(m.sent_at, m.created_at), m.id LIMIT 1) AS connection_id
               FROM verifications v) AS attempt
      WHERE connection_id = ANY ($1::uuid[]) AND at >= $4 AND at < $5
      GROUP BY 1`,
    asked,
  );
}

async function count(
  text: string,
  { connections, step, zone, from, to }: Omit<Asked, "unregistered">,
): Promise<Counts> {
  const { rows } = await readPool().query<{ at: Date }>(text, [connections, step, zone, from, to]);
  return Object.fromEntries(rows.map(({ at, ...counts }) => [at.toISOString(), counts]));
}
