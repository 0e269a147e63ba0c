"use client";

import { Button, Checkbox, TextInput } from "@mantine/core";
import { useActionState } from "react";
import { Card } from "@/components/card/card";
import { KeptForm } from "@/components/form/kept-form";
import { Notice } from "@/components/notice/notice";
import type { FormField } from "@/lib/connections/describe-fields";
import { change } from "../actions";
import classes from "../connections.module.css";
import { FieldInput } from "../field-input";
import type { Said } from "../said";

type Props = {
  connection: { id: string; label: string; deadline: number };
  fields: FormField[];
  values: Record<string, string>;
  /** Whether callers can be asked for a user name and password, which are secrets. */
  takesCredentials: boolean;
  /** Null where the provider cannot be asked, or is asked anyway. */
  confirm: { isOn: boolean } | null;
};

const GROUPS = [
  { isOfCaller: false, title: "How its callbacks are read" },
  { isOfCaller: true, title: "Who may call" },
] as const;

export function SettingsForm({ connection, fields, values, takesCredentials, confirm }: Props) {
  const { id, label, deadline } = connection;
  const [answer, submit, isPending] = useActionState<Said | null, FormData>(change, null);
  const { fields: wrong = {}, typed = {} } = answer?.ok === false ? answer : {};
  return (
    <Card title="Settings">
      <KeptForm action={submit} className={classes.form}>
        {answer && <Notice tone={answer.ok ? "none" : "bad"}>{wrong["*"] ?? answer.say}</Notice>}
        <input type="hidden" name="id" value={id} />
        <TextInput
          name="label"
          label="Name"
          defaultValue={typed.label ?? label}
          required
          withAsterisk={false}
          error={wrong.label}
        />
        <TextInput
          name="deadline"
          label="Receipt deadline (seconds)"
          description="Without a final receipt by then, a message counts as without receipt."
          inputMode="numeric"
          defaultValue={typed.deadline ?? deadline}
          required
          withAsterisk={false}
          error={wrong.receiptDeadlineSeconds}
        />
        {confirm && (
          <>
            <input type="hidden" name="confirmOffered" value="yes" />
            <Checkbox
              name="confirm"
              label="Confirm by asking"
              description="A callback that proves nothing is not stored: the provider is asked about the message that it names, if the app registered it, and the answer is stored."
              defaultChecked={answer?.ok === false ? typed.confirm === "on" : confirm.isOn}
              error={wrong.confirmByPoll}
            />
          </>
        )}
        {GROUPS.map(({ isOfCaller, title }) => {
          const group = fields.filter((field) => field.isOfCaller === isOfCaller);
          if (group.length === 0) return null;
          const isOpen = group.some(({ name }) => wrong[name] || (isOfCaller && values[name]));
          return (
            <details key={title} className={classes.more} open={isOpen}>
              <summary>{title}</summary>
              <div className={classes.form}>
                {isOfCaller && (
                  <p className={classes.small}>
                    Asked beside the provider's own proof: a callback that does not meet it is refused, and shows here
                    with its address.{takesCredentials && " A user name and password are entered under Secrets."}
                  </p>
                )}
                {group.map((field) => (
                  <FieldInput
                    key={field.name}
                    field={field}
                    name={`setting.${field.name}`}
                    value={typed[`setting.${field.name}`] ?? values[field.name]}
                    error={wrong[field.name]}
                  />
                ))}
              </div>
            </details>
          );
        })}
        <div className={classes.buttons}>
          <Button type="submit" variant="default" loading={isPending}>
            Save
          </Button>
        </div>
      </KeptForm>
    </Card>
  );
}
