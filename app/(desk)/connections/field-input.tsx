"use client";

import { NativeSelect, PasswordInput, Textarea, TextInput } from "@mantine/core";
import type { FormField } from "@/lib/connections/describe-fields";
import { ChosenSecretInput } from "./chosen-secret-input";

type Props = { field: FormField; name: string; value?: string; error?: string; isOptional?: boolean };

/** One field of a provider's schema; what is secret is hidden while it is typed. */
export function FieldInput({ field, name, value, error, isOptional = false }: Props) {
  const isRequired = field.isRequired && !isOptional;
  const shared = {
    name,
    error,
    defaultValue: value,
    label: isRequired || isOptional ? field.title : `${field.title} (optional)`,
    description: field.description ?? undefined,
    required: isRequired,
    withAsterisk: false,
  };
  if (field.kind === "choice") {
    const byDefault = field.fallback ? `by default: ${field.fallback}` : "as the provider does by default";
    const first = isOptional ? "as it is" : byDefault;
    return <NativeSelect {...shared} data={[{ value: "", label: first }, ...field.choices]} />;
  }
  if (field.canGenerate) return <ChosenSecretInput {...shared} title={field.title} />;
  if (field.isSecret) {
    const toggle = { "aria-label": `Show ${field.title}` };
    return <PasswordInput {...shared} autoComplete="off" visibilityToggleButtonProps={toggle} spellCheck={false} />;
  }
  const placeholder = field.fallback ?? undefined;
  if (field.kind === "json")
    return <Textarea {...shared} placeholder={placeholder} autosize minRows={2} maxRows={12} />;
  const inputMode = field.kind === "number" ? "numeric" : undefined;
  return <TextInput {...shared} placeholder={placeholder} autoComplete="off" inputMode={inputMode} />;
}
