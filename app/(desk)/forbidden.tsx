import Link from "next/link";
import { Card } from "@/components/card/card";

/** What stands in the place of a page after an action that was refused. */
export default function Forbidden() {
  return (
    <Card>
      <h1>Your role may not do this</h1>
      <p>
        Nothing was changed. An admin can change roles. <Link href="/">Go to look up</Link>
      </p>
    </Card>
  );
}
