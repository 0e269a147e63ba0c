import { z } from "zod";
import { describeFields, type FormField } from "@/lib/connections/describe-fields";
import { AppError } from "@/lib/errors";
import { findProvider } from "@/lib/providers/registry";

/** What a provider refuses of its fields, by the options that give them, and what it takes. */
export function explainFields(providerId: string, problems: Readonly<Record<string, string>>): string {
  const provider = findProvider(providerId);
  const known = provider ? describeFields(provider) : [];
  const said = Object.entries(problems).map(([name, problem]) => {
    const field = known.find((one) => one.name === name.split(".")[0]);
    return field ? `${optionOf(field)}: ${problem}` : name === "*" ? problem : `${FLAGS[name] ?? name}: ${problem}`;
  });
  const taken = known.map((field) => (field.isRequired ? optionOf(field) : `[${optionOf(field)}]`));
  return `${said.join("; ")}. ${provider?.name ?? providerId} takes ${taken.join(" ") || "none"}.`.replaceAll(
    "..",
    ".",
  );
}

/** A problem of the connection's own fields, by the names of their options. */
export function asFlags(error: unknown): unknown {
  if (!(error instanceof z.ZodError)) return error;
  const said = error.issues.map(({ path: [name], message }) => `${FLAGS[String(name)] ?? String(name)}: ${message}`);
  return new AppError("invalid_input", said.join("; "));
}

const FLAGS: Readonly<Record<string, string>> = { label: "--label", receiptDeadlineSeconds: "--deadline" };

function optionOf({ name, isSetting }: FormField): string {
  return `--${isSetting ? "setting" : "secret"} ${name}=…`;
}
