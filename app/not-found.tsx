import Link from "next/link";
import { Card } from "@/components/card/card";
import { Brand } from "@/components/shell/brand";
import classes from "./bare.module.css";

export default function NotFound() {
  return (
    <main className={classes.bare}>
      <Brand />
      <Card>
        <h1>There is no such page</h1>
        <p>
          The address may be mistyped, or what it led to was removed when its retention ended.{" "}
          <Link href="/">Look something up</Link>
        </p>
      </Card>
    </main>
  );
}
