"use server";

import { requirePermission } from "@/lib/auth/require-permission";
import { isMessageColumn } from "./columns";
import { saveHiddenColumns } from "./hidden-columns";

export async function keepHiddenColumns(hidden: unknown): Promise<void> {
  await requirePermission("message:read");
  if (Array.isArray(hidden)) await saveHiddenColumns(hidden.filter(isMessageColumn));
}
