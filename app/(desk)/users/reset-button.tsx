"use client";

import { Button, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useActionState } from "react";
import { Notice } from "@/components/notice/notice";
import { offerLink, type ResetView } from "./actions";
import { LinkShownOnce } from "./shown-once";
import classes from "./users.module.css";

type Props = { id: string; name: string };

/** Makes the link with which a colleague who forgot the password sets a new one. */
export function ResetButton({ id, name }: Props) {
  const [isOpen, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant="default" size="xs" onClick={open} aria-label={`New password for ${name}`}>
        New password
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={`A new password for ${name}`}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <ResetForm id={id} name={name} onDone={close} />
      </Modal>
    </>
  );
}

function ResetForm({ id, name, onDone }: Props & { onDone: () => void }) {
  const [answer, action, isPending] = useActionState<ResetView | null, FormData>(offerLink, null);
  if (answer?.ok) return <LinkShownOnce {...answer} onDone={onDone} />;
  return (
    <form action={action} className={classes.form}>
      {answer && <Notice tone="warn">{REFUSALS[answer.code]}</Notice>}
      <input type="hidden" name="id" value={id} />
      <p>
        {name} sets it by a link that works once, within a day, and is then signed out everywhere. Until then nothing
        changes. A link made before stops working.
      </p>
      <div className={classes.buttons}>
        <Button variant="default" onClick={onDone} data-autofocus>
          Cancel
        </Button>
        <Button type="submit" loading={isPending}>
          Make the link
        </Button>
      </div>
    </form>
  );
}

const REFUSALS = {
  not_found: "This is not here any more. Reload the page.",
  own_account: "You change your own password in your account.",
  disabled: "The account is disabled: enable it first.",
  demo_account: "The demo's password stays as it was printed.",
} as const satisfies Record<(ResetView & { ok: false })["code"], string>;
