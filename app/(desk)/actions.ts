"use server";

import { saveReaderZone } from "@/app/reader-zone";
import { requirePermission } from "@/lib/auth/require-permission";

export async function keepTimeZone(zone: unknown): Promise<void> {
  await requirePermission("story:look-up");
  if (typeof zone === "string") await saveReaderZone(zone);
}
