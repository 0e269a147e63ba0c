"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** The list's keys on a message of it: `k` for the newer one, `j` for the older one. */
export function StripKeys({ newer, older }: { newer: string | null; older: string | null }) {
  const router = useRouter();
  useEffect(() => {
    const onKey = ({ key, target, ctrlKey, metaKey, altKey }: KeyboardEvent) => {
      if (ctrlKey || metaKey || altKey) return;
      if (target instanceof Element && target.closest("input, textarea, select, [role=dialog], [role=menu]")) return;
      const href = key === "j" ? older : key === "k" ? newer : null;
      if (href) router.push(href);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [router, newer, older]);
  return (
    <span className="visually-hidden">
      Keys: <kbd>k</kbd> newer, <kbd>j</kbd> older
    </span>
  );
}
