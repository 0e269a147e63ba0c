"use server";

import { openAction } from "@/app/(desk)/open-action";
import { saveChosenScheme } from "@/app/chosen-scheme";
import { saveReaderZone } from "@/app/reader-zone";

export async function keepTimeZone(zone: unknown): Promise<void> {
  await openAction("story:look-up");
  if (typeof zone === "string") await saveReaderZone(zone);
}

/** For pages on which no script runs; where one does, it keeps the choice itself. */
export async function keepScheme(scheme: unknown): Promise<void> {
  await openAction("story:look-up");
  if (scheme === "light" || scheme === "dark" || scheme === "auto") await saveChosenScheme(scheme);
}
