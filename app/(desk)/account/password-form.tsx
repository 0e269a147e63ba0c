"use client";

import { Button, PasswordInput } from "@mantine/core";
import { useActionState } from "react";
import { KeptForm } from "@/components/form/kept-form";
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
      <PasswordInput
        name="current"
        label="Current password"
        withAsterisk={false}
        visibilityToggleButtonProps={{ "aria-label": "Show what was typed" }}
        autoComplete="current-password"
        required
        error={wrong.current}
      />
      <PasswordInput
        name="password"
        label="New password"
        withAsterisk={false}
        visibilityToggleButtonProps={{ "aria-label": "Show what was typed" }}
        description="At least 12 characters, and none of the common ones."
        autoComplete="new-password"
        required
        minLength={12}
        error={wrong.password}
      />
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
      return `Too many attempts. Try again in ${minutes(answer.retryAfterSeconds)}.`;
  }
}

function minutes(seconds: number): string {
  const count = Math.ceil(seconds / 60);
  return count === 1 ? "a minute" : `${count} minutes`;
}
