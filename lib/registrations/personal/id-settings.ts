import { z } from "zod";
import { db } from "@/lib/db";

export const IdSettings = z.strictObject({
  /** The app's own ids are digits alone: no reason to take one for a phone number where no recipient is known. */
  numeric: z.boolean().default(false),
});
export type IdSettings = z.infer<typeof IdSettings>;

export const ID_SETTING = "ids";

export async function readIdSettings(): Promise<IdSettings> {
  const row = await db().setting.findUnique({ where: { name: ID_SETTING } });
  return IdSettings.parse(row?.value ?? {});
}
