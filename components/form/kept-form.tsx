"use client";

import { type ComponentProps, type SubmitEvent, startTransition } from "react";

type Props = Omit<ComponentProps<"form">, "action" | "onSubmit"> & { action: (form: FormData) => void };

/**
 * A form whose answer leaves what was typed where it is. React empties a form once its action has answered, also when
 * that was a refusal; called from here the action is the same, and before any script runs the browser sends it itself.
 */
export function KeptForm({ action, ...form }: Props) {
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget, event.nativeEvent.submitter);
    startTransition(() => action(typed));
  };
  return <form {...form} action={action} onSubmit={submit} />;
}
