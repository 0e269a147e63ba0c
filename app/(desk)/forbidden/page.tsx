import type { Metadata } from "next";
import { forbidden } from "next/navigation";
import { openPage } from "@/app/(desk)/open-page";

export const metadata: Metadata = { title: "Not for your role" };

/** Where pages that a role may not open lead to. */
export default async function ForbiddenPage() {
  await openPage("story:look-up");
  forbidden();
}
