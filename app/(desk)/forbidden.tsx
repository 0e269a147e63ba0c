import Link from "next/link";
import { Card } from "@/components/card/card";

/** What a refusal shows, of a page and of an action alike. */
export default function Forbidden() {
  return (
    <Card>
      <h1>Not for your role</h1>
      <p>
        Your role may neither see nor change this, and nothing was changed. An admin can change roles.{" "}
        <Link href="/">Go to look up</Link>
      </p>
    </Card>
  );
}
