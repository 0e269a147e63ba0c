import { readPool } from "@/lib/db";
import { BLOCK_SQL } from "@/lib/ledger/counts/note-changes";
import { inTransaction } from "@/lib/ledger/sql/transaction";
import { DAY_MS } from "@/lib/time/local-days";

/** Well after a zone's days are last summed: nobody reads by them any more. */
const ZONE_KEPT_MS = 45 * DAY_MS;

/** Deletes the sums of zones that nobody has read by for long: whoever does again finds none, and has them made. */
export async function forgetZones(now: Date): Promise<void> {
  await inTransaction(async (tx) => {
    const { rows } = await tx.query<{ zone: string }>(
      "DELETE FROM report_zones WHERE last_used_at < $1 RETURNING zone",
      [new Date(now.getTime() - ZONE_KEPT_MS)],
    );
    if (rows.length === 0) return;
    const zones = rows.map(({ zone }) => zone);
    for (const table of ["summed_spans", "delivery_sums", "verification_sums"]) {
      await tx.query(`DELETE FROM ${table} WHERE zone = ANY ($1::text[])`, [zones]);
    }
  }, readPool());
}

/** Deletes the sums of parts of days that are summed themselves, an hour after: no read that chose them still runs. */
export async function forgetParts(): Promise<void> {
  await inTransaction(async (tx) => {
    const { rows } = await tx.query<{ zone: string; startsAt: Date; endsAt: Date }>(DELETE_PARTS);
    if (rows.length === 0) return;
    const columns = [
      rows.map(({ zone }) => zone),
      rows.map(({ startsAt }) => startsAt),
      rows.map(({ endsAt }) => endsAt),
    ];
    for (const table of ["delivery_sums", "verification_sums"]) {
      await tx.query(
        `DELETE FROM ${table} USING unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) AS part (zone, starts_at, ends_at)
          WHERE (${table}.zone, ${table}.starts_at, ${table}.ends_at) = (part.zone, part.starts_at, part.ends_at)`,
        columns,
      );
    }
  }, readPool());
}

const DELETE_PARTS = `
  DELETE FROM summed_spans part USING summed_spans day
   WHERE part.zone = day.zone AND part.starts_at >= day.starts_at AND part.ends_at <= day.ends_at
     AND part.ends_at - part.starts_at <= ${BLOCK_SQL} AND day.ends_at - day.starts_at > ${BLOCK_SQL}
     AND day.summed_at < now() - interval '1 hour'
  RETURNING part.zone, part.starts_at AS "startsAt", part.ends_at AS "endsAt"`;
