"use client";

import { useSearchParams } from "next/navigation";
import { useEffect } from "react";

/** Names the zone of a page in its address, so that whoever it is passed on to sees the same days. Null before it is known. */
export function ZoneInAddress({ zone }: { zone: string | null }) {
  const query = useSearchParams();
  useEffect(() => {
    // One that the server knows from before is put right first, by who keeps it; then this comes again.
    if (!zone || zone !== new Intl.DateTimeFormat().resolvedOptions().timeZone || query.has("tz")) return;
    // Effects run from the inside out: before the router's own, Back would find an entry that the router does not know.
    const timer = setTimeout(() => {
      const { pathname, search, hash } = window.location;
      const named = `${search}${search ? "&" : "?"}tz=${encodeURIComponent(zone)}`;
      window.history.replaceState(null, "", `${pathname}${named}${hash}`);
    });
    return () => clearTimeout(timer);
  }, [zone, query]);
  return null;
}
