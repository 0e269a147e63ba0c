"use client";

import { Button } from "@mantine/core";
import { CopyButton } from "@/components/copy/copy-button";
import classes from "./users.module.css";

type Props = { email: string; link: string; onDone: () => void };

/** A link to hand to somebody, shown this once: only its hash is kept. */
export function LinkShownOnce({ email, link, onDone }: Props) {
  return (
    <div className={classes.form}>
      <p>
        Hand this link to <b>{email}</b>. It works once, within a day, and is not shown again.
      </p>
      <code className={classes.link}>{link}</code>
      <div className={classes.buttons}>
        <Button variant="default" onClick={onDone}>
          Done
        </Button>
        <CopyButton text={link} what="the link" />
      </div>
    </div>
  );
}
