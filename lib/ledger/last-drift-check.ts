import { z } from "zod";
import { readPool } from "@/lib/db";
import type { DriftReport } from "./check-drift";

const NAME = "drift-check";
const Checked = z.object({ checkedAt: z.coerce.date(), drifts: z.int(), messages: z.int() });

/** What the whole drift check found when it last ran, for whoever watches from outside. */
export type CheckedDrift = z.infer<typeof Checked>;

export async function noteDriftCheck({ drifts, messages }: DriftReport, checkedAt: Date): Promise<void> {
  await readPool().query(
    `INSERT INTO settings (name, value) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value, version = settings.version + 1, updated_at = now()`,
    [NAME, JSON.stringify({ checkedAt, drifts: drifts.length, messages })],
  );
}

/** Null where it never ran. */
export async function lastDriftCheck(): Promise<CheckedDrift | null> {
  const { rows } = await readPool().query("SELECT value FROM settings WHERE name = $1", [NAME]);
  return rows[0] ? Checked.parse(rows[0].value) : null;
}
