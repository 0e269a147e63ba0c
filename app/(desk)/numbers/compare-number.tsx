"use client";

import { Button, Popover, TextInput } from "@mantine/core";
import { useActionState, useState } from "react";
import { KeptForm } from "@/components/form/kept-form";
import { Notice } from "@/components/notice/notice";
import { ToneBadge } from "@/components/status/tone-badge";
import { type CompareView, compareTyped } from "./compare-action";
import classes from "./numbers.module.css";
import { stoppedText, waitText } from "./wait-text";

export function CompareNumber({ id, masked }: { id: string; masked: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={330} trapFocus returnFocus shadow="md">
      <Popover.Target>
        <Button variant="default" onClick={() => setOpen(!isOpen)}>
          Compare number
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Compare number">
        <CompareForm id={id} masked={masked} />
      </Popover.Dropdown>
    </Popover>
  );
}

function CompareForm({ id, masked }: { id: string; masked: string }) {
  const [answer, action, isPending] = useActionState(compareTyped, null);
  const [typed, setTyped] = useState("");
  return (
    <KeptForm action={action} className={classes.form}>
      <input type="hidden" name="id" value={id} />
      <TextInput
        name="typed"
        label="What the customer reads out"
        description={`In any format. It is compared with ${masked}.`}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        inputMode="tel"
        maxLength={320}
        required
        withAsterisk={false}
        data-autofocus
      />
      <Button type="submit" loading={isPending}>
        Compare
      </Button>
      <div aria-live="polite">{answer && !isPending && <Answer answer={answer} />}</div>
      <p className={classes.small}>Five tries a person and hour, each on record.</p>
    </KeptForm>
  );
}

function Answer({ answer }: { answer: CompareView }) {
  if (answer.ok && answer.twin) return <Twin />;
  if (answer.ok) return <ToneBadge {...(answer.same ? SAME : DIFFERENT)} />;
  const isFailure = answer.code === "outage";
  return <Notice tone={isFailure ? "bad" : "warn"}>{explain(answer)}</Notice>;
}

function Twin() {
  return (
    <>
      <ToneBadge {...TWIN} />
      <p className={classes.small}>
        The country writes its numbers with one digit more or without it, and nearly always both are one subscriber's.
      </p>
    </>
  );
}

const TWIN = { tone: "ok", label: "The same number in its other form" } as const;
const SAME = { tone: "ok", label: "The same number" } as const;
const DIFFERENT = { tone: "warn", label: "Not the same number" } as const;

function explain(answer: CompareView & { ok: false }): string {
  switch (answer.code) {
    case "unreadable":
      return "This cannot be read as a number. It did not count as a try.";
    case "no_number":
      return "No number is on record here any more.";
    case "not_found":
      return "This story is not here any more. Look it up again.";
    case "rate_limited":
      if (answer.because === "misses") return stoppedText(answer.retryAfterSeconds);
      return `No tries left here. The next one is ${waitText(answer.retryAfterSeconds)}.`;
    case "outage":
      return "The database cannot be reached, so nothing was compared. Try again in a minute.";
  }
}
