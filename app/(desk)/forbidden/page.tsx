import type { Metadata } from "next";
import Link from "next/link";
import { openPage } from "@/app/(desk)/open-page";
import { Card } from "@/components/card/card";

export const metadata: Metadata = { title: "Not for your role" };

export default async function ForbiddenPage() {
  await openPage("story:look-up");
  return (
    <Card>
      <h1>Your role may not open this page</h1>
      <p>
        An admin can change roles. <Link href="/">Go to look up</Link>
      </p>
    </Card>
  );
}
