import { db, readPool } from "@/lib/db";

/** One thing to look up in a demo: what it shows, and the user id that finds it. */
export type DemoExample = { about: DemoStory; userRef: string };

const DEMO_STORIES = ["second_try", "carrier_filtered", "no_receipt", "conflicting", "duplicate", "verified"] as const;
export type DemoStory = (typeof DEMO_STORIES)[number];

/** The newest attempt of each kind that its user's id leads to, among demo data; none where there are no demo data. */
export async function listDemoExamples(): Promise<DemoExample[]> {
  const connections = await db().providerConnection.findMany({ where: { demo: true }, select: { id: true } });
  if (connections.length === 0) return [];
  const values = [connections.map(({ id }) => id)];
  const { rows } = await readPool().query<DemoExample>({ name: "demo-examples", text: EXAMPLES, values });
  return DEMO_STORIES.flatMap((about) => rows.filter((row) => row.about === about));
}

/**
 * Attempts that have ended, so that what is said of one stays true while the demo ages. One that a later attempt of
 * the user stands before is none: the id would lead there.
 */
const NEWEST = 3_000;
const EXAMPLES = `
  WITH newest AS (
    SELECT m.id, m.user_ref, m.verification_id, m.status, m.failure_category, m.conflicting, m.partial, m.is_final, m.retry_of
      FROM messages m
     WHERE m.connection_id = ANY ($1::uuid[]) AND m.user_ref IS NOT NULL AND m.merged_into IS NULL
     ORDER BY m.id DESC LIMIT ${NEWEST}
  ), attempts AS (
    SELECT user_ref, verification_id, min(id::text)::uuid AS first_id, count(*) AS messages,
           count(*) FILTER (WHERE conflicting) AS conflicting,
           count(*) FILTER (WHERE failure_category = 'carrier_filtered') AS filtered,
           count(*) FILTER (WHERE status = 'unknown' AND is_final) AS silent,
           count(*) FILTER (WHERE status = 'delivered' AND NOT conflicting AND NOT partial) AS delivered,
           count(*) FILTER (WHERE status = 'delivered' AND retry_of IS NOT NULL) AS repeated
      FROM newest WHERE verification_id IS NOT NULL GROUP BY user_ref, verification_id
  ), ended AS (
    SELECT a.*, v.state = 'verified' AS verified, v.wrong_codes,
           (SELECT sum(e.duplicate_count) FROM message_events e WHERE e.message_id = a.first_id) AS repeats,
           (SELECT e.status FROM message_events e WHERE e.message_id = a.first_id
             ORDER BY e.received_at DESC LIMIT 1) AS last_report
      FROM attempts a JOIN verifications v ON v.id = a.verification_id
     WHERE v.state IN ('verified', 'expired', 'abandoned')
       AND NOT EXISTS (SELECT FROM messages later WHERE later.user_ref = a.user_ref AND later.id > a.first_id
                          AND later.verification_id IS DISTINCT FROM a.verification_id)
       AND NOT EXISTS (SELECT FROM verifications later WHERE later.user_ref = a.user_ref AND later.id > a.first_id
                          AND later.id <> a.verification_id)
  ), told AS (
    SELECT first_id, user_ref, CASE
        WHEN verified AND messages = 2 AND silent = 1 AND repeated = 1 THEN 'second_try'
        WHEN messages > 1 THEN NULL
        WHEN verified AND delivered = 1 AND repeats > 0 THEN 'duplicate'
        WHEN verified AND delivered = 1 AND wrong_codes = 0 AND last_report = 'delivered' THEN 'verified'
        WHEN verified THEN NULL
        WHEN conflicting = 1 THEN 'conflicting'
        WHEN filtered = 1 THEN 'carrier_filtered'
        WHEN silent = 1 THEN 'no_receipt'
      END AS about
      FROM ended
  )
  SELECT DISTINCT ON (about) about, user_ref AS "userRef" FROM told WHERE about IS NOT NULL ORDER BY about, first_id DESC`;
