"use client";

import { Button, Modal, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconUserPlus } from "@tabler/icons-react";
import { useActionState } from "react";
import { KeptForm } from "@/components/form/kept-form";
import { Notice } from "@/components/notice/notice";
import { type InviteView, invite } from "./actions";
import { RoleSelect } from "./role-select";
import { LinkShownOnce } from "./shown-once";
import classes from "./users.module.css";

export function InviteButton() {
  const [isOpen, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button onClick={open} leftSection={<IconUserPlus size={16} aria-hidden />}>
        Add a person
      </Button>
      <Modal opened={isOpen} onClose={close} title="Add a person" closeButtonProps={{ "aria-label": "Close" }}>
        <InviteForm onDone={close} />
      </Modal>
    </>
  );
}

function InviteForm({ onDone }: { onDone: () => void }) {
  const [answer, action, isPending] = useActionState<InviteView | null, FormData>(invite, null);
  if (answer?.ok) return <LinkShownOnce {...answer} onDone={onDone} />;
  const wrong = answer?.code === "invalid_input" ? answer.fields : [];
  return (
    <KeptForm action={action} className={classes.form}>
      {answer?.code === "email_taken" && <Notice tone="warn">This email has an account already.</Notice>}
      <TextInput
        name="email"
        type="email"
        label="Email"
        description="They will sign in with it."
        autoComplete="off"
        required
        withAsterisk={false}
        data-autofocus
        error={wrong.includes("email") && "This is not an email address."}
      />
      <RoleSelect initial="agent" />
      <div className={classes.buttons}>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" loading={isPending}>
          Make the link
        </Button>
      </div>
    </KeptForm>
  );
}
