import pg from "pg";
import { noteZone } from "@/lib/analytics/day-sums/note-zone";
import { sumDays } from "@/lib/analytics/day-sums/sum-days";
import { readPool } from "@/lib/db";
import { env } from "@/lib/env";
import { growTo } from "./grow";
import { plantSeeds } from "./plant-seeds";
import type { Progress } from "./progress";
import { REPORT_ZONES } from "./reads";
import type { ScaleDatabase } from "./scale-database";

/**
 * Has a database hold `messages` and all that the product makes of them: `stories` of the simulator through the
 * product's own ingest, told again and again. One that was kept is used as it is.
 */
export async function fillDatabase(
  database: ScaleDatabase,
  { messages, stories }: { messages: number; stories: number },
  progress: Progress,
): Promise<void> {
  await database.run("filling");
  await seed(database, stories, progress);
  const pool = new pg.Pool({ connectionString: env().DATABASE_URL, max: 4 });
  try {
    await growTo(pool, messages, progress);
    progress.end();
  } finally {
    await pool.end();
  }
  await database.run("durable");
  await sumAllDays(progress);
}

async function seed(database: ScaleDatabase, stories: number, progress: Progress): Promise<void> {
  await database.with(async (client) => {
    const { rows } = await client.query("SELECT to_regnamespace('bench') IS NOT NULL AS planted");
    if (rows[0].planted) return;
    progress.begin("seeds", stories);
    await plantSeeds(client, { stories, now: new Date(), onProgress: progress.at });
    progress.end();
  });
}

/** What the job does bit by bit from when somebody first reads by a zone's days; then what the server does by itself. */
async function sumAllDays(progress: Progress): Promise<void> {
  for (const zone of REPORT_ZONES) await noteZone(zone);
  await sumDays({
    now: new Date(),
    onProgress(done, total) {
      if (done === 1) progress.begin("sums of days", total);
      progress.at(done);
    },
  });
  progress.end();
  await readPool().query("VACUUM (ANALYZE) delivery_sums, verification_sums, summed_spans, rollup_changes");
}
