"use client";

import { Button } from "@mantine/core";
import { useActionState } from "react";
import { KeptForm } from "@/components/form/kept-form";
import { NewPasswordInput } from "@/components/form/password-input";
import { Notice } from "@/components/notice/notice";
import classes from "../../door.module.css";
import { type ResetState, setPasswordByLink } from "./actions";

export function ResetForm({ token, email }: { token: string; email: string }) {
  const [answer, action, isPending] = useActionState<ResetState, FormData>(setPasswordByLink, null);
  return (
    <KeptForm action={action} className={classes.form}>
      {answer?.code === "gone" && <Notice tone="bad">This link was used already, or its day is over.</Notice>}
      <input type="hidden" name="token" value={token} />
      {/* For password managers: whose password it is. */}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <NewPasswordInput label="New password" size="md" error={answer?.code === "weak" && answer.problem} />
      <Button type="submit" loading={isPending} size="md">
        Set the password
      </Button>
    </KeptForm>
  );
}
