"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import classes from "./desk.module.css";
import type { NavigationItem } from "./navigation";

export function NavigationLinks({ items }: { items: readonly NavigationItem[] }) {
  const path = usePathname();
  return (
    <nav aria-label="Main" className={classes.navigation}>
      {items.map(({ href, label }) => (
        <Link key={href} href={href} aria-current={isCurrent(href, path) ? "page" : undefined}>
          {label}
        </Link>
      ))}
    </nav>
  );
}

// Stories are reached by looking up: they belong to that entry.
function isCurrent(href: string, path: string): boolean {
  if (href !== "/") return path === href || path.startsWith(`${href}/`);
  return path === "/" || path.startsWith("/stories/");
}
