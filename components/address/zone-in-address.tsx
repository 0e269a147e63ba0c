"use client";

import { useEffect } from "react";

/** Names the zone of a page in its address, so that whoever it is passed on to sees the same days. Null before it is known. */
export function ZoneInAddress({ zone }: { zone: string | null }) {
  // After every rendering: the router writes the address anew without it.
  useEffect(() => {
    // One that the server knows from before is put right first, by who keeps it; then this comes again.
    if (!zone || zone !== new Intl.DateTimeFormat().resolvedOptions().timeZone) return;
    const { pathname, search, hash } = window.location;
    if (new URLSearchParams(search).has("tz")) return;
    const named = `${search}${search ? "&" : "?"}tz=${encodeURIComponent(zone)}`;
    // Past the router, which takes its own replaceState for a navigation and drops the one that a quick click began.
    History.prototype.replaceState.call(window.history, window.history.state, "", `${pathname}${named}${hash}`);
  });
  return null;
}
