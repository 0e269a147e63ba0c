"use client";

import { startTransition, useEffect } from "react";

/** Tells the server the reader's time zone, once; until then times are in UTC. Follows a reader who travels. */
export function KeepTimeZone({ known, keep }: { known: string | null; keep: (zone: string) => Promise<void> }) {
  useEffect(() => {
    const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (zone && zone !== known) startTransition(() => keep(zone));
  }, [known, keep]);
  return null;
}
