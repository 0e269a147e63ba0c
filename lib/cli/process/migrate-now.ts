import { systemClock } from "@/lib/clock";
import { migrate } from "@/lib/database/migrate";
import { makePartitionsAhead } from "@/lib/database/partitions";

export type Migrated = { applied: string[]; partitions: number };

export async function migrateNow(url: string): Promise<Migrated> {
  const applied = await migrate(url);
  return { applied, partitions: await makePartitionsAhead(systemClock()) };
}
