"use client";

import { useSearchParams } from "next/navigation";
import { useEffect } from "react";

/** Names the zone of a page in its address, so that whoever it is passed on to sees the same days. Null before it is known. */
export function ZoneInAddress({ zone }: { zone: string | null }) {
  const query = useSearchParams();
  useEffect(() => {
    if (!zone || query.has("tz")) return;
    const { pathname, search, hash } = window.location;
    const named = `${search}${search ? "&" : "?"}tz=${encodeURIComponent(zone)}`;
    window.history.replaceState(null, "", `${pathname}${named}${hash}`);
  }, [zone, query]);
  return null;
}
