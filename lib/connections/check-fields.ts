import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { AppError } from "@/lib/errors";
import type { Provider } from "@/lib/providers/provider";
import { problemsOf, sayIssue } from "@/lib/say-issue";

/** Each field goes where the provider's schemas know its name: what is secret is the provider's word, not the caller's. */
export function checkFields(provider: Provider, given: Record<string, unknown>) {
  const names = secretNames(provider);
  const [secret, plain] = [new Map<string, unknown>(), new Map<string, unknown>()];
  for (const [name, value] of Object.entries(given)) (names.has(name) ? secret : plain).set(name, value);
  const secrets = provider.secrets.safeParse(Object.fromEntries(secret), { error: sayIssue });
  const settings = settingsSchema(provider).safeParse(Object.fromEntries(plain), { error: sayIssue });
  // Both are told at once: nobody mends a form twice.
  if (!secrets.success || !settings.success) throw refusal(provider, [secrets.error, settings.error]);
  const texts = Object.entries(secrets.data).filter(([, value]) => value !== undefined);
  return {
    secrets: Object.fromEntries(texts.map(([name, value]) => [name, String(value)])),
    settings: withoutDefaults(provider, settings.data),
  };
}

export function secretNames(provider: Provider): Set<string> {
  const schema: unknown = provider.secrets;
  return new Set(schema instanceof z.ZodObject ? Object.keys(schema.shape) : []);
}

/** The settings as they are stored. */
export function checkSettings(provider: Provider, given: Record<string, unknown>): Record<string, unknown> {
  const settings = settingsSchema(provider).safeParse(given, { error: sayIssue });
  if (!settings.success) throw refusal(provider, [settings.error]);
  return withoutDefaults(provider, settings.data);
}

function settingsSchema({ settings }: Provider): z.ZodType<Record<string, unknown>> {
  return settings ?? z.strictObject({});
}

/** A default that gets better is then everybody's who did not choose otherwise. */
function withoutDefaults(provider: Provider, settings: Record<string, unknown>): Record<string, unknown> {
  const defaults = settingsSchema(provider).parse({});
  return Object.fromEntries(
    Object.entries(settings).filter(([name, value]) => !isDeepStrictEqual(value, defaults[name])),
  );
}

function refusal({ name }: Provider, errors: (z.ZodError | undefined)[]): AppError {
  const fields = problemsOf({ issues: errors.flatMap((error) => error?.issues ?? []) });
  const said = Object.entries(fields).map(([path, message]) => (path === "*" ? message : `${path}: ${message}`));
  return new AppError("invalid_input", `${name}: ${said.join("; ")}`, { fields });
}
