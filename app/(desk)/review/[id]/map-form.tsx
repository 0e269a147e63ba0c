"use client";

import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useActionState, useState } from "react";
import classes from "@/app/(desk)/connections/connections.module.css";
import type { Said, SayingAction } from "@/app/(desk)/connections/said";
import { sayDone } from "@/app/(desk)/connections/said-notices";
import { Card } from "@/components/card/card";
import { KeptForm } from "@/components/form/kept-form";
import { Notice } from "@/components/notice/notice";
import { type DeliveryStatus, FAILURE_CATEGORIES, FAILURE_STATUSES } from "@/lib/delivery/fold/status";
import { failureNote } from "@/lib/delivery/words/failure-notes";
import { statusNote } from "@/lib/delivery/words/status-notes";
import { MAPPABLE_STATUSES } from "@/lib/review/mappable-status";
import { map } from "../actions";

const STATUSES = [
  { value: "", label: "Choose…" },
  ...MAPPABLE_STATUSES.map((value) => ({ value, label: statusNote(value).label })),
];
const CATEGORIES = [
  { value: "", label: "Not known, or as the error code says" },
  ...FAILURE_CATEGORIES.map((value) => ({ value, label: failureNote(value).label })),
];

/** Says what a status means; its stored events are read anew. */
export function MapForm({ connection, rawStatus }: { connection: { id: string; label: string }; rawStatus: string }) {
  // Said beside the page: in the form it would stand on when the mapping is taken back.
  const tell: SayingAction = async (state, form) => {
    const answer = await map(state, form);
    if (answer.ok) sayDone(answer.say);
    return answer;
  };
  const [answer, submit, isPending] = useActionState<Said | null, FormData>(tell, null);
  const [status, setStatus] = useState("");
  const isFailure = FAILURE_STATUSES.has(status as DeliveryStatus);
  return (
    <Card title="What does it mean?">
      <KeptForm action={submit} className={classes.form}>
        {answer?.ok === false && <Notice tone="bad">{answer.say}</Notice>}
        <input type="hidden" name="connection" value={connection.id} />
        <input type="hidden" name="rawStatus" value={rawStatus} />
        <NativeSelect
          name="status"
          label={`“${rawStatus}” means`}
          data={STATUSES}
          value={status}
          onChange={(event) => setStatus(event.currentTarget.value)}
          required
          withAsterisk={false}
        />
        {isFailure && (
          <>
            <NativeSelect name="category" label="Why it fails" data={CATEGORIES} />
            <Checkbox
              name="isFinal"
              label="It is the last word"
              description="Clear it where the provider tries on: another try may still deliver."
              defaultChecked
            />
          </>
        )}
        <details className={classes.more}>
          <summary>Only with one error code or reason</summary>
          <div className={classes.form}>
            <TextInput name="errorCode" label="Error code" description="Empty takes any." autoComplete="off" />
            <TextInput name="reason" label="Reason, word for word" description="Empty takes any." autoComplete="off" />
          </div>
        </details>
        <Checkbox
          name="everywhere"
          label="For every connection to this provider"
          description={`Otherwise for ${connection.label} alone.`}
        />
        <p className={classes.small}>
          What the provider said stays as it is; only its reading changes. It goes on record.
        </p>
        <div className={classes.buttons}>
          <Button type="submit" loading={isPending}>
            Map the status
          </Button>
        </div>
      </KeptForm>
    </Card>
  );
}
