"use client";

import { Button, type ButtonProps, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type ReactNode, useActionState } from "react";
import { KeptForm } from "@/components/form/kept-form";
import { Notice } from "@/components/notice/notice";
import classes from "./connections.module.css";
import type { Said, SayingAction } from "./said";
import { sayDone } from "./said-notices";

type Props = {
  action: SayingAction;
  /** What the action is about: its id and the like. */
  hidden: Record<string, string>;
  label: string;
  /** For screen readers, where several buttons have one label. */
  about?: string;
  title: string;
  confirm: string;
  variant?: ButtonProps["variant"];
  /** What will happen, and the fields that it needs; `fields` names what was refused. */
  children: ReactNode | ((fields: Record<string, string>) => ReactNode);
};

/** Asks before it does something, and says how it went. */
export function ConfirmForm({ label, about, title, variant = "default", ...form }: Props) {
  const [isOpen, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant={variant} size="xs" onClick={open} aria-label={about && `${label} ${about}`}>
        {label}
      </Button>
      <Modal opened={isOpen} onClose={close} title={title} closeButtonProps={{ "aria-label": "Close" }}>
        <Question {...form} onDone={close} />
      </Modal>
    </>
  );
}

type QuestionProps = Omit<Props, "label" | "about" | "title" | "variant"> & { onDone: () => void };

function Question({ action, hidden, confirm, children, onDone }: QuestionProps) {
  const tell: SayingAction = async (state, form) => {
    const answer = await action(state, form);
    if (answer.ok) {
      sayDone(answer.say);
      onDone();
    }
    return answer;
  };
  const [answer, submit, isPending] = useActionState<Said | null, FormData>(tell, null);
  const fields = answer?.ok === false ? answer.fields : undefined;
  return (
    <KeptForm action={submit} className={classes.form}>
      {answer?.ok === false && <Notice tone="bad">{fields?.["*"] ?? answer.say}</Notice>}
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {typeof children === "function" ? children(fields ?? {}) : children}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" loading={isPending}>
          {confirm}
        </Button>
      </div>
    </KeptForm>
  );
}
