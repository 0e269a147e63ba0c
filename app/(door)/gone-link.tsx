import Link from "next/link";
import classes from "./door.module.css";

/** In the place of what a link opened once. */
export function GoneLink() {
  return (
    <div className={classes.panel}>
      <h1>This link does not work any more</h1>
      <p>It was used already, or its day is over. An admin can make a new one.</p>
      <Link href="/sign-in">Go to sign in</Link>
    </div>
  );
}
