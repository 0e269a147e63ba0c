"use client";

import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { CopyButton } from "@/components/copy/copy-button";
import classes from "./users.module.css";

type Props = { text: string; what: string; onDone: () => void; children: ReactNode };

/** What is shown this once, to be copied: only its hash is kept. */
export function ShownOnce({ text, what, onDone, children }: Props) {
  return (
    <div className={classes.form}>
      <p>{children}</p>
      <code className={classes.link}>{text}</code>
      <div className={classes.buttons}>
        <Button variant="default" onClick={onDone}>
          Done
        </Button>
        <CopyButton text={text} what={what} />
      </div>
    </div>
  );
}

/** A link to hand to somebody. */
export function LinkShownOnce({ email, link, onDone }: { email: string; link: string; onDone: () => void }) {
  return (
    <ShownOnce text={link} what="the link" onDone={onDone}>
      Hand this link to <b>{email}</b>. It works once, within a day, and is not shown again.
    </ShownOnce>
  );
}
