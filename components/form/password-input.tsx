import { PasswordInput, type PasswordInputProps } from "@mantine/core";

export const PASSWORD_RULE = "At least 12 characters, and none of the common ones.";

/** A password that somebody types: shown at will, never asked for with an asterisk. */
export function TypedPasswordInput(props: PasswordInputProps) {
  return (
    <PasswordInput
      withAsterisk={false}
      visibilityToggleButtonProps={{ "aria-label": "Show what was typed" }}
      required
      {...props}
    />
  );
}

/** A password that is chosen now. */
export function NewPasswordInput(props: PasswordInputProps) {
  return (
    <TypedPasswordInput
      name="password"
      description={PASSWORD_RULE}
      autoComplete="new-password"
      minLength={12}
      {...props}
    />
  );
}
