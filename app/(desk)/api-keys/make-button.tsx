"use client";

import { Button, Checkbox, Modal, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconKey } from "@tabler/icons-react";
import { useActionState } from "react";
import { ShownOnce } from "@/app/(desk)/users/shown-once";
import classes from "@/app/(desk)/users/users.module.css";
import { KeptForm } from "@/components/form/kept-form";
import type { MakeApiKeyResult } from "@/lib/api-keys/make-api-key";
import { API_SCOPES } from "@/lib/auth/api-scopes";
import { make } from "./actions";
import { SCOPE_MEANINGS } from "./scope-meanings";

export function MakeButton() {
  const [isOpen, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button onClick={open} leftSection={<IconKey size={16} aria-hidden />}>
        Make a key
      </Button>
      <Modal opened={isOpen} onClose={close} title="Make an API key" closeButtonProps={{ "aria-label": "Close" }}>
        <MakeForm onDone={close} />
      </Modal>
    </>
  );
}

function MakeForm({ onDone }: { onDone: () => void }) {
  const [answer, action, isPending] = useActionState<MakeApiKeyResult | null, FormData>(make, null);
  if (answer?.ok)
    return (
      <ShownOnce text={answer.key} what="the key" onDone={onDone}>
        Give this key to the app, as a secret. It is not shown again.
      </ShownOnce>
    );
  const wrong = answer?.fields ?? [];
  return (
    <KeptForm action={action} className={classes.form}>
      <TextInput
        name="label"
        label="App"
        description="Which app it is for; it stands in the list and in the audit log."
        autoComplete="off"
        required
        maxLength={100}
        withAsterisk={false}
        data-autofocus
        error={wrong.includes("label") && "Up to 100 letters."}
      />
      <Checkbox.Group label="May" error={wrong.includes("scopes") && "Choose at least one."}>
        <div className={classes.scopes}>
          {API_SCOPES.map((scope) => (
            <Checkbox key={scope} name="scopes" value={scope} label={scope} description={SCOPE_MEANINGS[scope]} />
          ))}
        </div>
      </Checkbox.Group>
      <div className={classes.buttons}>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" loading={isPending}>
          Make the key
        </Button>
      </div>
    </KeptForm>
  );
}
