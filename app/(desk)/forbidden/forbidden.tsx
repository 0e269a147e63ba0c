import Link from "next/link";
import { Card } from "@/components/card/card";

export default function ForbiddenToOpen() {
  return (
    <Card>
      <h1>Your role may not open this page</h1>
      <p>
        An admin can change roles. <Link href="/">Go to look up</Link>
      </p>
    </Card>
  );
}
