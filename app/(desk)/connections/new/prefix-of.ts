import type { FormField } from "@/lib/connections/describe-fields";

/** Says in a form field's name whether it is stored as a secret or as a setting. */
export function prefixOf({ isSetting }: Pick<FormField, "isSetting">): string {
  return isSetting ? "setting." : "secret.";
}
