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
  /** Null where the provider cannot be asked, or is asked anyway. */
  confirm: { isOn: boolean } | null;
};

export function SettingsForm({ connection: { id, label, deadline }, fields, values, confirm }: Props) {
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
        {fields.length > 0 && (
          <details className={classes.more} open={fields.some(({ name }) => wrong[name])}>
            <summary>How its callbacks are read</summary>
            <div className={classes.form}>
              {fields.map((field) => (
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
        )}
        <div className={classes.buttons}>
          <Button type="submit" variant="default" loading={isPending}>
            Save
          </Button>
        </div>
      </KeptForm>
    </Card>
  );
}
