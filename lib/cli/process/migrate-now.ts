import { systemClock } from "@/lib/clock";
import { migrate } from "@/lib/database/migrate";
import { makePartitionsAhead } from "@/lib/database/partitions";

export type Migrated = { applied: string[]; partitions: number };

export async function migrateNow(url: string, notice: (line: string) => void): Promise<Migrated> {
  const applied = await migrate(url, notice);
  return { applied, partitions: await makePartitionsAhead(systemClock()) };
}
