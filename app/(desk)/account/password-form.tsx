"use client";

import { Button } from "@mantine/core";
import { useActionState } from "react";
import { waitText } from "@/app/(desk)/numbers/wait-text";
import { KeptForm } from "@/components/form/kept-form";
import { NewPasswordInput, TypedPasswordInput } from "@/components/form/password-input";
import { Notice } from "@/components/notice/notice";
import type { ChangePasswordResult } from "@/lib/auth/passwords/change-password";
import classes from "./account.module.css";
import { setOwnPassword } from "./actions";

export function PasswordForm({ email }: { email: string }) {
  const [answer, action, isPending] = useActionState<ChangePasswordResult | null, FormData>(setOwnPassword, null);
  if (answer?.ok) return <Notice tone="none">Your password is changed. Every other browser is signed out.</Notice>;
  const wrong = answer?.code === "invalid_input" ? answer.fields : {};
  return (
    <KeptForm action={action} className={classes.form}>
      {answer && answer.code !== "invalid_input" && <Notice tone="warn">{explain(answer)}</Notice>}
      {/* For password managers: whose password it is. */}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <TypedPasswordInput
        name="current"
        label="Current password"
        autoComplete="current-password"
        error={wrong.current}
      />
      <NewPasswordInput label="New password" error={wrong.password} />
      <Button type="submit" loading={isPending}>
        Change the password
      </Button>
    </KeptForm>
  );
}

function explain(answer: Exclude<ChangePasswordResult, { ok: true } | { code: "invalid_input" }>): string {
  switch (answer.code) {
    case "wrong":
      return "The current password is not this one.";
    case "same":
      return "The new password is the current one.";
    case "demo_account":
      return "The demo's password stays as it was printed.";
    case "rate_limited":
      return `Too many attempts. Try again ${waitText(answer.retryAfterSeconds)}.`;
  }
}
