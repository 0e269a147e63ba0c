"use client";

import { useActionState } from "react";
import { lookUpAnything } from "./actions";
import classes from "./look-up.module.css";
import { LookUpAnswer } from "./look-up-answer";

/** Looks up a given text with one press, as if it had been typed. */
export function LookUpExample({ text, about }: { text: string; about: string }) {
  const [answer, action, isPending] = useActionState(lookUpAnything, null);
  return (
    <form action={action}>
      <button type="submit" name="text" value={text} className={classes.example} disabled={isPending}>
        <span>{about}</span>
        <code>{text}</code>
      </button>
      {answer && <LookUpAnswer answer={answer} />}
    </form>
  );
}
