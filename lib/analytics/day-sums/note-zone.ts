import { readPool } from "@/lib/db";
import { processWide } from "@/lib/runtime";

const HOUR_MS = 3_600_000;

/** Asks for the days of a zone to be summed from now on; written at most once an hour by each process. */
export async function noteZone(name: string): Promise<void> {
  const zone = zoneOfSums(name);
  if (zone === null) return;
  const notedAt = processWide("noted-zones", () => new Map<string, number>());
  const now = Date.now();
  if ((notedAt.get(zone) ?? 0) > now - HOUR_MS) return;
  await readPool().query(
    `INSERT INTO report_zones (zone, last_used_at) VALUES ($1, $2)
     ON CONFLICT (zone) DO UPDATE SET last_used_at = greatest(report_zones.last_used_at, excluded.last_used_at)`,
    [zone, new Date(now)],
  );
  notedAt.set(zone, now);
}

/** The one name under which a zone's days are summed, however it is written; null for a mere offset, or no zone. */
export function zoneOfSums(name: string): string | null {
  try {
    const { timeZone } = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions();
    return /^[A-Z]/.test(timeZone) ? timeZone : null;
  } catch {
    return null;
  }
}
