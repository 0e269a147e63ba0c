"use client";

import { Button, TextInput } from "@mantine/core";
import { useActionState } from "react";
import { KeptForm } from "@/components/form/kept-form";
import { Notice } from "@/components/notice/notice";
import type { FormField } from "@/lib/connections/describe-fields";
import { connect } from "../actions";
import classes from "../connections.module.css";
import { FieldInput } from "../field-input";
import type { Said } from "../said";
import { prefixOf } from "./prefix-of";

type Props = { provider: { id: string; name: string }; fields: FormField[] };

export function ConnectForm({ provider, fields }: Props) {
  const [answer, submit, isPending] = useActionState<Said | null, FormData>(connect, null);
  const { fields: wrong = {}, typed = {} } = answer?.ok === false ? answer : {};
  const input = (field: FormField) => {
    const name = prefixOf(field) + field.name;
    return <FieldInput key={name} field={field} name={name} value={typed[name]} error={wrong[field.name]} />;
  };
  const ofCaller = fields.filter(({ isOfCaller }) => isOfCaller);
  const own = fields.filter(({ isOfCaller }) => !isOfCaller);
  const settings = own.filter(({ isSetting }) => isSetting);
  return (
    <KeptForm action={submit} className={classes.form}>
      {answer && !answer.ok && <Notice tone="bad">{wrong["*"] ?? answer.say}</Notice>}
      <input type="hidden" name="provider" value={provider.id} />
      <TextInput
        name="label"
        label="Name"
        description="What you call this account: it stands in lists and filters."
        defaultValue={typed.label ?? provider.name}
        required
        withAsterisk={false}
        maxLength={100}
        error={wrong.label}
      />
      {own.filter(({ isSetting }) => !isSetting).map(input)}
      <p className={classes.small}>Secrets are kept encrypted and never shown again: only a fingerprint is.</p>
      {settings.length > 0 && (
        <details className={classes.more} open={settings.some(({ name }) => wrong[name])}>
          <summary>Settings: {settings.length} with good defaults</summary>
          <div className={classes.form}>{settings.map(input)}</div>
        </details>
      )}
      {ofCaller.length > 0 && (
        <details className={classes.more} open={ofCaller.some(({ name }) => wrong[name])}>
          <summary>Who may call: not asked, unless you say so</summary>
          <div className={classes.form}>{ofCaller.map(input)}</div>
        </details>
      )}
      <div className={classes.buttons}>
        <Button type="submit" loading={isPending}>
          Connect
        </Button>
      </div>
    </KeptForm>
  );
}
