import Link from "next/link";
import { Card } from "@/components/card/card";

export default function DeskNotFound() {
  return (
    <Card>
      <h1>Nothing stands at this address</h1>
      <p>
        The id may be mistyped, or what it led to was removed when its retention ended.{" "}
        <Link href="/">Look something up</Link>
      </p>
    </Card>
  );
}
