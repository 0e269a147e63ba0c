"use client";

import { Button, TextInput } from "@mantine/core";
import { useActionState } from "react";
import { KeptForm } from "@/components/form/kept-form";
import { TypedPasswordInput } from "@/components/form/password-input";
import { Notice } from "@/components/notice/notice";
import classes from "../door.module.css";
import { type SignInState, signInWithPassword } from "./actions";

export function SignInForm({ to }: { to: string }) {
  const [state, action, isPending] = useActionState(signInWithPassword, null);
  return (
    <KeptForm action={action} className={classes.form}>
      {state && <Notice tone={state.problem === "rate_limited" ? "warn" : "bad"}>{explain(state)}</Notice>}
      <input type="hidden" name="to" value={to} />
      <TextInput
        name="email"
        type="email"
        label="Email"
        withAsterisk={false}
        autoComplete="username"
        defaultValue={state?.email}
        required
        autoFocus
        size="md"
      />
      <TypedPasswordInput name="password" label="Password" autoComplete="current-password" size="md" />
      <Button type="submit" loading={isPending} size="md">
        Sign in
      </Button>
    </KeptForm>
  );
}

function waitOf(seconds: number): string {
  return seconds < 100 ? `${seconds} ${seconds === 1 ? "second" : "seconds"}` : `${Math.ceil(seconds / 60)} minutes`;
}

function explain(state: NonNullable<SignInState>): string {
  switch (state.problem) {
    case "missing":
      return "Enter your email and your password.";
    case "wrong":
      return "Email and password do not match an active account.";
    case "rate_limited":
      return `There were too many attempts. Wait ${waitOf(state.seconds)}, then try again in this browser.`;
  }
}
