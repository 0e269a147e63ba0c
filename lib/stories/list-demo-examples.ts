import { db, readPool } from "@/lib/db";

/** One thing to look up in a demo: what it shows, and the user id that finds it. */
export type DemoExample = { about: DemoStory; userRef: string };

const DEMO_STORIES = ["second_try", "carrier_filtered", "no_receipt", "conflicting", "duplicate", "verified"] as const;
export type DemoStory = (typeof DEMO_STORIES)[number];

/** The newest person of each kind of story among demo data; none where there are no demo data. */
export async function listDemoExamples(): Promise<DemoExample[]> {
  const connections = await db().providerConnection.findMany({ where: { demo: true }, select: { id: true } });
  if (connections.length === 0) return [];
  const values = [connections.map(({ id }) => id)];
  const { rows } = await readPool().query<DemoExample>({ name: "demo-examples", text: EXAMPLES, values });
  const found = new Map(rows.map((row) => [row.about, row]));
  const distinct = new Map<string, DemoExample>();
  for (const about of DEMO_STORIES) {
    const example = found.get(about);
    if (example && !distinct.has(example.userRef)) distinct.set(example.userRef, example);
  }
  return [...distinct.values()];
}

const NEWEST = 3_000;
const EXAMPLES = `
  WITH newest AS (
    SELECT m.id, m.user_ref, m.verification_id, m.status, m.failure_category, m.conflicting, m.is_final, m.retry_of
      FROM messages m
     WHERE m.connection_id = ANY ($1::uuid[]) AND m.user_ref IS NOT NULL
     ORDER BY m.id DESC LIMIT ${NEWEST}
  ), told AS (
    SELECT id, user_ref, CASE
        WHEN conflicting THEN 'conflicting'
        WHEN retry_of IS NOT NULL THEN 'second_try'
        WHEN failure_category = 'carrier_filtered' THEN 'carrier_filtered'
        WHEN status = 'unknown' AND is_final THEN 'no_receipt'
        WHEN status = 'delivered' AND EXISTS (
          SELECT FROM message_events e WHERE e.message_id = newest.id AND e.duplicate_count > 0) THEN 'duplicate'
        WHEN status = 'delivered' THEN 'verified'
      END AS about
      FROM newest
  )
  SELECT DISTINCT ON (about) about, user_ref AS "userRef" FROM told WHERE about IS NOT NULL ORDER BY about, id DESC`;
