"use server";

import { openAction } from "@/app/(desk)/open-action";
import { isMessageColumn } from "./columns";
import { saveHiddenColumns } from "./hidden-columns";

export async function keepHiddenColumns(hidden: unknown): Promise<void> {
  await openAction("message:read");
  if (Array.isArray(hidden)) await saveHiddenColumns(hidden.filter(isMessageColumn));
}
