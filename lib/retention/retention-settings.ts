import { z } from "zod";
import { addMonths } from "@/lib/database/partitions";
import { db } from "@/lib/db";

const MOST_MONTHS = 240;
const Months = z.number().int().min(1).max(MOST_MONTHS).nullable().default(null);

/** How many whole months are kept; null keeps everything, and is where every installation begins. */
export const RetentionSettings = z.strictObject({
  /** Messages with their events and attempts; their counts stay. */
  messagesMonths: Months,
  /** The sealed callbacks behind the events, where they are to go earlier than their messages. */
  payloadsMonths: Months,
});
export type RetentionSettings = z.infer<typeof RetentionSettings>;

export const RETENTION_SETTING = "retention";

export async function readRetention(): Promise<RetentionSettings> {
  const row = await db().setting.findUnique({ where: { name: RETENTION_SETTING } });
  return RetentionSettings.parse(row?.value ?? {});
}

/** The first day of the oldest month that is kept; null: all are. */
export type Horizons = { messagesFrom: Date | null; payloadsFrom: Date | null };

/** A month goes when its last message is older than the months to keep. */
export function horizonsAt(now: Date, { messagesMonths, payloadsMonths }: RetentionSettings): Horizons {
  const messagesFrom = messagesMonths === null ? null : addMonths(now, -messagesMonths);
  const payloadsFrom = payloadsMonths === null ? messagesFrom : addMonths(now, -payloadsMonths);
  return { messagesFrom, payloadsFrom };
}
