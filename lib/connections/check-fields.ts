import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { AppError } from "@/lib/errors";
import type { Provider } from "@/lib/providers/provider";
import { sayIssue } from "@/lib/say-issue";

/** Each field goes where the provider's schemas know its name: what is secret is the provider's word, not the caller's. */
export function checkFields(provider: Provider, given: Record<string, unknown>) {
  const names = secretNames(provider);
  const [secret, plain] = [new Map<string, unknown>(), new Map<string, unknown>()];
  for (const [name, value] of Object.entries(given)) (names.has(name) ? secret : plain).set(name, value);
  const secrets = check(provider.secrets, Object.fromEntries(secret), `${provider.name} secrets`);
  const settings = checkSettings(provider, Object.fromEntries(plain));
  const texts = Object.entries(secrets).filter(([, value]) => value !== undefined);
  return { secrets: Object.fromEntries(texts.map(([name, value]) => [name, String(value)])), settings };
}

export function secretNames(provider: Provider): Set<string> {
  const schema: unknown = provider.secrets;
  return new Set(schema instanceof z.ZodObject ? Object.keys(schema.shape) : []);
}

/** What of the settings differs from the defaults, as it is stored: a default that gets better is everybody's. */
export function checkSettings(provider: Provider, settings: Record<string, unknown>): Record<string, unknown> {
  const schema = provider.settings ?? z.strictObject({});
  const given = check(schema, settings, `${provider.name} settings`);
  const defaults = schema.parse({});
  return Object.fromEntries(Object.entries(given).filter(([name, value]) => !isDeepStrictEqual(value, defaults[name])));
}

/** What is wrong, by the path of the field; `*` for the whole. */
export function problemsOf({ issues }: Pick<z.ZodError, "issues">): Record<string, string> {
  return Object.fromEntries(issues.map(({ path, message }) => [path.join(".") || "*", message]));
}

function check<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value, { error: sayIssue });
  if (parsed.success) return parsed.data;
  const fields = problemsOf(parsed.error);
  const said = Object.entries(fields).map(([path, message]) => (path === "*" ? message : `${path}: ${message}`));
  throw new AppError("invalid_input", `${what}: ${said.join("; ")}`, { fields });
}
