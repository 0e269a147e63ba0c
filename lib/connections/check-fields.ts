import { z } from "zod";
import { AppError } from "@/lib/errors";
import type { Provider } from "@/lib/providers/provider";

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

export function checkSettings(provider: Provider, settings: Record<string, unknown>): Record<string, unknown> {
  return check(provider.settings ?? z.strictObject({}), settings, `${provider.name} settings`);
}

function check<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = Object.fromEntries(parsed.error.issues.map((issue) => [issue.path.join(".") || "*", issue.message]));
  const said = Object.entries(fields).map(([path, message]) => (path === "*" ? message : `${path}: ${message}`));
  throw new AppError("invalid_input", `${what}: ${said.join("; ")}`, { fields });
}
