import { z } from "zod";
import { readPool } from "@/lib/db";
import { publicUrl } from "@/lib/public-url";

const NAME = "address";
const Address = z.object({ url: z.url() });

/** Tells other programs on this database by which address it is known: they sign for it, and print it. */
export async function noteAddress(): Promise<void> {
  await readPool().query(
    `INSERT INTO settings (name, value) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value, version = settings.version + 1, updated_at = now()
      WHERE settings.value <> excluded.value`,
    [NAME, JSON.stringify({ url: publicUrl() })],
  );
}

/** The address by which the installation was known when it started last; null before its first start. */
export async function knownAddress(): Promise<string | null> {
  const { rows } = await readPool().query("SELECT value FROM settings WHERE name = $1", [NAME]);
  return Address.safeParse(rows[0]?.value).data?.url ?? null;
}
