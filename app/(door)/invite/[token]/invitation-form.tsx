"use client";

import { Button, TextInput } from "@mantine/core";
import { useActionState } from "react";
import { KeptForm } from "@/components/form/kept-form";
import { NewPasswordInput, PASSWORD_RULE } from "@/components/form/password-input";
import { Notice } from "@/components/notice/notice";
import classes from "../../door.module.css";
import { makeAccount } from "./actions";

export function InvitationForm({ token, email }: { token: string; email: string | null }) {
  const [state, action, isPending] = useActionState(makeAccount, null);
  const wrong = new Set(state?.fields);
  return (
    <KeptForm action={action} className={classes.form}>
      {state?.gone && <Notice tone="bad">This link was used already, or its day is over.</Notice>}
      {state?.taken && <Notice tone="bad">This email has an account already: sign in with it.</Notice>}
      <input type="hidden" name="token" value={token} />
      <TextInput
        name="name"
        label="Name"
        withAsterisk={false}
        autoComplete="name"
        defaultValue={state?.typed.name}
        required
        size="md"
        error={wrong.has("name") && "Up to 100 letters."}
      />
      <TextInput
        name="email"
        type="email"
        label="Email"
        withAsterisk={false}
        autoComplete="username"
        required
        size="md"
        defaultValue={email ?? state?.typed.email}
        readOnly={email !== null}
        error={wrong.has("email") && "This is not an email address."}
      />
      <NewPasswordInput label="Password" size="md" error={wrong.has("password") && PASSWORD_RULE} />
      <Button type="submit" loading={isPending} size="md">
        Make the account
      </Button>
    </KeptForm>
  );
}
