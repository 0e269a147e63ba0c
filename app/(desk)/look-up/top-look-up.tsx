"use client";

import { usePathname } from "next/navigation";
import { LookUpForm } from "./look-up-form";

/** The box above every page but the look-up page, which has its own. A new page starts with an empty one. */
export function TopLookUp() {
  const path = usePathname();
  return path === "/" ? null : <LookUpForm key={path} size="small" />;
}
