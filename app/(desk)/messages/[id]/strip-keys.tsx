"use client";

import { useRouter } from "next/navigation";
import { useShortcuts } from "@/components/keyboard/use-shortcuts";

/** The list's keys on a message of it: `k` for the newer one, `j` for the older one. */
export function StripKeys({ newer, older }: { newer: string | null; older: string | null }) {
  const router = useRouter();
  const open = (href: string | null) => href && router.push(href);
  useShortcuts({ j: () => open(older), k: () => open(newer) });
  return (
    <span className="visually-hidden">
      Keys: <kbd>k</kbd> newer, <kbd>j</kbd> older
    </span>
  );
}
