import type pg from "pg";
import { ensurePartitions } from "@/lib/database/partitions";
import { LATENCY_BOUNDS_MS } from "@/lib/delivery/counts/latency-histogram";
import { workInLanes } from "@/lib/simulator/work-in-lanes";
import { addPeople, MESSAGES_PER_PERSON } from "./add-people";
import { COPIED_TABLES, copyStatements } from "./copy-statements";
import { dropIndexes, restoreIndexes } from "./indexes";
import type { Progress } from "./progress";
import { addCallbackParts, ROLLUP_TABLES, sumRollups } from "./sum-rollups";

/** How far back the copies reach. */
const DAYS = 84;
const LANES = 2;
const DAY_MS = 86_400_000;
/** A copy is told at the hour of its original, or up to this much before it. */
const EARLIER_MS = 2 * 3_600_000;

/**
 * Lets the database grow to `messages` by telling every seed story again and again: of another person, on another
 * day, at about the original's hour. A busier product, not an older one: the messages are spread over the same
 * twelve weeks at every size.
 */
export async function growTo(pool: pg.Pool, messages: number, progress: Progress): Promise<void> {
  const client = await pool.connect();
  try {
    const before = await countRows(client);
    const copies = await planCopies(client, messages - before);
    if (copies === null) return;
    await ensurePartitions(client, new Date(Date.now() - (DAYS + 2) * DAY_MS), new Date());
    progress.begin("people", messages / MESSAGES_PER_PERSON);
    await addPeople(client, messages / MESSAGES_PER_PERSON, progress.at);
    const dropped = await dropIndexes(client, [...COPIED_TABLES, ...ROLLUP_TABLES]);
    await copyStories(pool, copies, progress);
    progress.begin("rollups");
    await sumRollups(pool);
    progress.begin("indexes", dropped.length);
    let restored = 0;
    await restoreIndexes(pool, dropped, () => progress.at(++restored));
    await addCallbackParts(client);
    progress.begin("statistics");
    await workInLanes([...COPIED_TABLES, ...ROLLUP_TABLES], LANES, async (table) => {
      await pool.query(`VACUUM (ANALYZE) ${table}`);
    });
    await client.query("UPDATE bench.copies SET newest = $1", [copies.last]);
  } finally {
    client.release();
  }
}

type Copies = {
  first: number;
  last: number /** Of the last copy only so many stories. */;
  partial: number;
  rows: number;
};

async function planCopies(client: pg.ClientBase, wanted: number): Promise<Copies | null> {
  const { rows } = await client.query<{ newest: number; messages: number; stories: number }>(
    `SELECT newest, (SELECT count(*) FROM bench.seed_messages)::int AS messages,
            (SELECT count(*) FROM bench.seed_stories)::int AS stories FROM bench.copies`,
  );
  const [seeds] = rows;
  if (!seeds || wanted <= 0) return null;
  const times = wanted / seeds.messages;
  const last = seeds.newest + Math.ceil(times);
  const share = times - Math.ceil(times) + 1;
  return { first: seeds.newest + 1, last, partial: Math.round(share * seeds.stories), rows: wanted };
}

/** Day by day, oldest first: rows lie in the tables much as they would have come. */
async function copyStories(pool: pg.Pool, copies: Copies, progress: Progress): Promise<void> {
  const daysAgo = Array.from({ length: DAYS }, (_, index) => DAYS - 1 - index);
  progress.begin("messages", copies.rows);
  let done = 0;
  await workInLanes(daysAgo, LANES, async (day) => {
    const copied = await copyDay(pool, copies, day);
    done += copied;
    progress.at(done);
  });
}

async function copyDay(pool: pg.Pool, { first, last, partial }: Copies, daysAgo: number): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN; SET LOCAL work_mem = '256MB'");
    await client.query(PLANNED);
    await client.query(PLAN, [daysAgo, first, last, partial]);
    await client.query("ANALYZE planned");
    let messages = 0;
    for (const [index, statement] of (await copyStatements(client)).entries()) {
      const { rowCount } = await client.query(statement);
      if (COPIED_TABLES[index] === "messages") messages = rowCount ?? 0;
    }
    await client.query(CALLBACK_PARTS, [LATENCY_BOUNDS_MS]);
    await client.query("COMMIT");
    return messages;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}

async function countRows(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ n: number }>("SELECT count(*)::int AS n FROM messages");
  return rows[0]?.n ?? 0;
}

const PLANNED = `
  CREATE TEMP TABLE planned (story uuid, copy int, shift_ms bigint, shift interval, user_ref text, hash bytea,
    hash_key text, ciphertext bytea, crypto_id uuid, masked text) ON COMMIT DROP`;

/**
 * Every story has its turn on every day. Of whom: a few people come often, many once, as the simulator casts them.
 */
const PLAN = `
  INSERT INTO planned
  SELECT story, copy, shift_ms, make_interval(secs => shift_ms / 1000.0), p.user_ref, p.hash, p.hash_key, p.ciphertext,
         p.crypto_id, p.masked
    FROM (SELECT s.story, s.country, copy, bench.chance(s.story, copy) AS who,
                 ($1::int - s.days_ago)::bigint * ${DAY_MS}
                   + floor(bench.chance(s.story, -copy) * ${EARLIER_MS})::bigint AS shift_ms
            FROM bench.seed_stories s,
                 generate_series($2::int + (($1::int + s.number - $2::int) % ${DAYS} + ${DAYS}) % ${DAYS}, $3::int,
                                 ${DAYS}) AS copy
           WHERE copy < $3 OR s.number <= $4) AS told
    LEFT JOIN (SELECT country, count(*) AS n FROM bench.people GROUP BY country) AS crowd USING (country)
    LEFT JOIN bench.people p ON p.country = told.country AND p.number = floor(crowd.n * who * who)::int`;

const CALLBACK_PARTS = `
  INSERT INTO bench.callback_parts
  SELECT date_bin('15 minutes', e.received_at - c.shift, 'epoch'), m.connection_id, e.outcome,
         width_bucket(extract(epoch FROM e.received_at - e.occurred_at) * 1000, $1::numeric[]), count(*)
    FROM (SELECT story, message_id, received_at, provider_occurred_at AS occurred_at,
                 CASE WHEN status = 'unknown' THEN 'unknown_status' ELSE 'stored' END AS outcome
            FROM bench.seed_message_events WHERE source = 'webhook'
          UNION ALL
          SELECT story, message_id, received_at, NULL, 'duplicate' FROM bench.seed_event_duplicates) AS e
    JOIN bench.seed_messages m ON m.id = e.message_id
    JOIN planned c ON c.story = e.story
   GROUP BY 1, 2, 3, 4`;
