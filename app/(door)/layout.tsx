import type { ReactNode } from "react";
import { Brand } from "@/components/shell/brand";
import classes from "./door.module.css";

/** The pages in front of the desk: nothing but the brand and one form. */
export default function DoorLayout({ children }: { children: ReactNode }) {
  return (
    <main className={classes.door}>
      <div className={classes.brand}>
        <Brand />
        <p>What happened to this user's one-time code?</p>
      </div>
      {children}
    </main>
  );
}
