"use client";

import { NativeSelect } from "@mantine/core";
import type { FormField } from "@/lib/connections/describe-fields";
import { rotate } from "../actions";
import { ConfirmForm } from "../confirm-form";
import classes from "../connections.module.css";
import { FieldInput } from "../field-input";

type Props = { id: string; fields: FormField[]; overlap: number; isFirst: boolean };

const HOUR = 3_600;

/** Puts a new value beside the old one: first here, then at the provider. */
export function RotateButton({ id, fields, overlap, isFirst }: Props) {
  if (isFirst) return <EnterButton id={id} fields={fields} />;
  return (
    <ConfirmForm
      action={rotate}
      hidden={{ id }}
      label="Rotate"
      about="secrets"
      title="Rotate secrets"
      confirm="Store the new value"
    >
      {(wrong) => (
        <>
          <p className={classes.small}>
            Store the new value here first, then enter it at the provider. Both verify until the overlap ends, so no
            callback is lost.
          </p>
          {fields.map((field) => (
            <FieldInput
              key={field.name}
              field={{ ...field, description: fields.length > 1 ? "Leave it empty to keep the value." : null }}
              name={`secret.${field.name}`}
              error={wrong[field.name]}
              isOptional={fields.length > 1}
            />
          ))}
          <NativeSelect
            name="overlap"
            label="Old value"
            defaultValue={String(overlap)}
            data={[
              { value: String(overlap), label: `verifies ${hours(overlap)} longer: as long as callbacks are repeated` },
              { value: String(HOUR), label: "verifies 1 hour longer" },
              { value: "0", label: "ends at once: it leaked" },
            ]}
          />
        </>
      )}
    </ConfirmForm>
  );
}

/** Nothing is replaced, so nothing overlaps. */
function EnterButton({ id, fields }: Pick<Props, "id" | "fields">) {
  return (
    <ConfirmForm
      action={rotate}
      hidden={{ id, overlap: "0" }}
      label="Enter the secret"
      title="Enter the secret"
      confirm="Store it"
    >
      {(wrong) =>
        fields.map((field) => (
          <FieldInput key={field.name} field={field} name={`secret.${field.name}`} error={wrong[field.name]} />
        ))
      }
    </ConfirmForm>
  );
}

function hours(seconds: number): string {
  const count = Math.round(seconds / HOUR);
  return count % 24 === 0 && count > 24 ? `${count / 24} days` : `${count} hours`;
}
