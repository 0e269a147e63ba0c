"use client";

import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState, useTransition } from "react";
import { Notice } from "@/components/notice/notice";
import {
  REVEAL_REASON_NAMES,
  REVEAL_REASONS,
  REVEALED_FOR_SECONDS,
  type RevealReason,
} from "@/lib/numbers/reveal-reason";
import classes from "./numbers.module.css";
import { type RevealView, reveal } from "./reveal-action";
import type { Shown } from "./shown";
import { waitText } from "./wait-text";

type Props = { id: string; onReveal: (revealed: Shown) => void; onCancel: () => void };
type Refusal = RevealView & { ok: false };

/** Asks why. Sent by script alone, so that no page is ever rendered with the answer in it. */
export function RevealForm({ id, onReveal, onCancel }: Props) {
  const [reason, setReason] = useState<RevealReason>("customer_asked");
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isPending, startTransition] = useTransition();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const input = { id, reason, ticket: String(form.get("ticket")), note: String(form.get("note")) };
    startTransition(async () => {
      const answer = await reveal(input);
      if (!answer.ok) return setRefusal(answer);
      onReveal({ number: answer.number, shown: answer.shown, until: Date.now() + REVEALED_FOR_SECONDS * 1000 });
    });
  };
  const isWrong = (field: "ticket" | "note") => refusal?.code === "invalid_input" && refusal.fields.includes(field);
  return (
    <form onSubmit={submit} className={classes.form}>
      {refusal && refusal.code !== "invalid_input" && (
        <Notice tone={refusal.code === "outage" ? "bad" : "warn"}>{explain(refusal)}</Notice>
      )}
      <NativeSelect
        label="Reason"
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value as RevealReason)}
        data={REVEAL_REASONS.map((value) => ({ value, label: REVEAL_REASON_NAMES[value] }))}
        data-autofocus
      />
      <TextInput
        name="ticket"
        label="Ticket"
        description="Its id, where there is one."
        autoComplete="off"
        maxLength={40}
        error={isWrong("ticket") && "Letters, digits, # - _ / only, and not the number itself."}
      />
      <Textarea
        name="note"
        label="In your words"
        description={reason === "other" ? "Needed for this reason." : "Where the reason needs more."}
        required={reason === "other"}
        withAsterisk={false}
        autosize
        minRows={2}
        maxLength={300}
        error={isWrong("note") && "Say why, in up to 300 letters."}
      />
      <p className={classes.small}>
        Your name, the time and what you enter here go on record before the number is shown. It is hidden again after a
        minute.
      </p>
      <div className={classes.buttons}>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" loading={isPending}>
          Reveal
        </Button>
      </div>
    </form>
  );
}

function explain(refusal: Exclude<Refusal, { code: "invalid_input" }>): string {
  switch (refusal.code) {
    case "no_number":
      return "No number is on record here any more.";
    case "not_found":
      return "This story is not here any more. Look it up again.";
    case "rate_limited":
      return `Twenty numbers an hour can be revealed. The next one ${waitText(refusal.retryAfterSeconds)}.`;
    case "outage":
      return "The database cannot be reached, so nothing was revealed. Try again in a minute.";
  }
}
