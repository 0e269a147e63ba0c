import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { AppError } from "@/lib/errors";
import { callerSecretsOf, callerSettingsOf, isCallerField } from "@/lib/ingest/callers/caller-fields";
import type { Provider } from "@/lib/providers/provider";
import { problemsOf, sayIssue } from "@/lib/say-issue";

/** Each field goes where a schema knows its name: what is secret is the provider's word and ours, not the caller's. */
export function checkFields(provider: Provider, given: Record<string, unknown>) {
  const names = secretNames(provider);
  const [secret, plain] = divided(given, (name) => names.has(name));
  const secrets = parseSecrets(provider, secret);
  const settings = parseSettings(provider, plain);
  // Both are told at once: nobody mends a form twice.
  if (!secrets.ok || !settings.ok) throw refusal(provider, { ...problems(secrets), ...problems(settings) });
  const texts = Object.entries(secrets.data).filter(([, value]) => value !== undefined);
  return {
    secrets: Object.fromEntries(texts.map(([name, value]) => [name, String(value)])),
    settings: withoutDefaults(provider, settings.data),
  };
}

export function secretNames(provider: Provider): Set<string> {
  const schema: unknown = provider.secrets;
  const own = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  return new Set([...own, ...Object.keys(callerSecretsOf(provider).shape)]);
}

/** The settings as they are stored. */
export function checkSettings(provider: Provider, given: Record<string, unknown>): Record<string, unknown> {
  const settings = parseSettings(provider, given);
  if (!settings.ok) throw refusal(provider, settings.problems);
  return withoutDefaults(provider, settings.data);
}

/** What is wrong with all of a connection's secrets, by name; null where nothing is. */
export function secretProblems(provider: Provider, given: Record<string, unknown>): Record<string, string> | null {
  const secrets = parseSecrets(provider, given);
  return secrets.ok ? null : secrets.problems;
}

type Parsed = { ok: true; data: Record<string, unknown> } | { ok: false; problems: Record<string, string> };

function parseSecrets(provider: Provider, given: Record<string, unknown>): Parsed {
  const [ofCaller, own] = divided(given, isCallerField);
  const parsed = parseBoth([provider.secrets, own], [callerSecretsOf(provider), ofCaller]);
  const isHalf = parsed.ok && parsed.data.callerUsername !== undefined && parsed.data.callerPassword === undefined;
  return isHalf ? { ok: false, problems: { callerPassword: "is missing: a user name alone proves nothing" } } : parsed;
}

function parseSettings(provider: Provider, given: Record<string, unknown>): Parsed {
  const [ofCaller, own] = divided(given, isCallerField);
  return parseBoth([provider.settings ?? z.strictObject({}), own], [callerSettingsOf(provider), ofCaller]);
}

function parseBoth(...parts: readonly (readonly [schema: z.ZodType, given: Record<string, unknown>])[]): Parsed {
  const parsed = parts.map(([schema, given]) => schema.safeParse(given, { error: sayIssue }));
  const issues = parsed.flatMap(({ error }) => error?.issues ?? []);
  if (issues.length > 0) return { ok: false, problems: problemsOf({ issues }) };
  return { ok: true, data: Object.assign({}, ...parsed.map(({ data }) => data)) };
}

function divided(given: Record<string, unknown>, isFirst: (name: string) => boolean) {
  const [first, second] = [new Map<string, unknown>(), new Map<string, unknown>()];
  for (const [name, value] of Object.entries(given)) (isFirst(name) ? first : second).set(name, value);
  return [Object.fromEntries(first), Object.fromEntries(second)] as const;
}

function problems(parsed: Parsed): Record<string, string> {
  return parsed.ok ? {} : parsed.problems;
}

/** A default that gets better is then everybody's who did not choose otherwise. */
function withoutDefaults(provider: Provider, settings: Record<string, unknown>): Record<string, unknown> {
  const defaults = provider.settings?.parse({}) ?? {};
  return Object.fromEntries(
    Object.entries(settings).filter(([name, value]) => !isDeepStrictEqual(value, defaults[name])),
  );
}

function refusal({ name }: Provider, fields: Record<string, string>): AppError {
  const said = Object.entries(fields).map(([path, message]) => (path === "*" ? message : `${path}: ${message}`));
  return new AppError("invalid_input", `${name}: ${said.join("; ")}`, { fields });
}
