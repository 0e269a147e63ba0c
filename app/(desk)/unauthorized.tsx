import Link from "next/link";
import { Card } from "@/components/card/card";

/** Signed out in the meantime, in another window or by an admin. */
export default function Unauthorized() {
  return (
    <Card>
      <h1>You are signed out</h1>
      <p>
        Nothing was changed. <Link href="/sign-in">Sign in again</Link>
      </p>
    </Card>
  );
}
