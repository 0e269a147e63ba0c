"use client";

import { Button, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type ReactNode, useActionState, useEffect } from "react";
import { KeptForm } from "@/components/form/kept-form";
import { Notice } from "@/components/notice/notice";
import type { ChangeResult } from "@/lib/users/change-account";
import classes from "./users.module.css";

type Props = {
  /** Of the account or the invitation. */
  id: string;
  label: string;
  /** For screen readers, where many buttons have the same label. */
  about: string;
  title: string;
  confirm: string;
  action: (state: ChangeResult | null, form: FormData) => Promise<ChangeResult>;
  /** What will happen, and any field that the change needs. */
  children: ReactNode;
};

/** A change that is asked about before it is made. */
export function ConfirmButton({ label, about, title, ...form }: Props) {
  const [isOpen, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant="default" size="xs" onClick={open} aria-label={`${label} ${about}`}>
        {label}
      </Button>
      <Modal opened={isOpen} onClose={close} title={title} closeButtonProps={{ "aria-label": "Close" }}>
        <ConfirmForm {...form} onDone={close} />
      </Modal>
    </>
  );
}

type FormProps = Omit<Props, "label" | "about" | "title"> & { onDone: () => void };

function ConfirmForm({ id, confirm, action, children, onDone }: FormProps) {
  const [answer, submit, isPending] = useActionState(action, null);
  useEffect(() => {
    if (answer?.ok) onDone();
  }, [answer, onDone]);
  return (
    <KeptForm action={submit} className={classes.form}>
      {answer && !answer.ok && <Notice tone="warn">{REFUSALS[answer.code]}</Notice>}
      <input type="hidden" name="id" value={id} />
      {children}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onDone} data-autofocus>
          Cancel
        </Button>
        <Button type="submit" loading={isPending}>
          {confirm}
        </Button>
      </div>
    </KeptForm>
  );
}

const REFUSALS = {
  not_found: "This is not here any more. Reload the page.",
  own_account: "Nobody changes their own account: another admin can.",
  last_admin: "Nobody else is an admin: make another one first.",
  demo_account: "Demo accounts work in the demo only: their password was printed.",
} as const satisfies Record<(ChangeResult & { ok: false })["code"], string>;
