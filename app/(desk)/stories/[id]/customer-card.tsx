"use client";

import { Button } from "@mantine/core";
import { type ReactNode, useActionState } from "react";
import { Card } from "@/components/card/card";
import { Notice } from "@/components/notice/notice";
import type { CustomerWord } from "@/lib/delivery/story/story";
import { noteWhatCustomerSays, takeBackWhatCustomerSays } from "./actions";
import classes from "./story.module.css";

const CHOICES: readonly { says: CustomerWord; label: string }[] = [
  { says: "not_received", label: "Not received" },
  { says: "not_me", label: "Not me" },
  { says: "wrong_number", label: "Wrong number" },
  { says: "works_now", label: "It works now" },
];

type Props = { id: string; says: CustomerWord | null /** Who noted it, and when. */; noted: ReactNode };

/** The customer's own word, one choice, which changes the next step. */
export function CustomerCard({ id, says, noted }: Props) {
  const [answer, note, isPending] = useActionState(noteWhatCustomerSays, null);
  const [takenBack, takeBack, isGoing] = useActionState(takeBackWhatCustomerSays, null);
  const failed = [answer, takenBack].find((one) => one?.ok === false);
  return (
    <Card title="The customer says">
      <form action={note} className={classes.choices}>
        <input type="hidden" name="id" value={id} />
        {CHOICES.map((choice) => (
          <Button
            key={choice.says}
            type="submit"
            name="says"
            value={choice.says}
            size="xs"
            variant={choice.says === says ? "light" : "default"}
            aria-pressed={choice.says === says}
            disabled={isPending || isGoing}
          >
            {choice.label}
          </Button>
        ))}
      </form>
      {says === null ? (
        <p className={classes.muted}>Changes the next step; kept on record under your name.</p>
      ) : (
        <form action={takeBack} className={classes.noted}>
          <input type="hidden" name="id" value={id} />
          <span className={classes.muted}>{noted}</span>
          <Button type="submit" size="compact-xs" variant="subtle" disabled={isPending || isGoing}>
            Take back
          </Button>
        </form>
      )}
      {failed && <Notice tone="bad">{failed.say}</Notice>}
    </Card>
  );
}
