import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import type { Provider } from "@/lib/providers/provider";
import { findProvider } from "@/lib/providers/registry";
import { sealSecret } from "./seal-secret";

export const AddConnectionInput = z.strictObject({
  provider: z.string(),
  label: z.string().trim().min(1).max(100),
  secrets: z.record(z.string(), z.string()).default({}),
  settings: z.record(z.string(), z.unknown()).default({}),
  /** After this long without a final receipt, the message counts as without receipt. */
  receiptDeadlineSeconds: z.number().int().min(10).max(604_800).optional(),
  /** Country → how much a receipt there proves: handset, carrier, none. */
  receiptGrades: z.record(z.string(), z.enum(["handset", "carrier", "none", "unknown"])).default({}),
  demo: z.boolean().default(false),
});
export type AddConnectionInput = z.input<typeof AddConnectionInput>;

export type AddedConnection = {
  id: string;
  key: string;
  provider: string;
  secrets: { id: string; name: string; fingerprint: string }[];
};

/** Adds a provider account. Its URL key has 192 random bits; its secrets are sealed and never shown again. */
export async function addConnection(input: AddConnectionInput, clock: Clock): Promise<AddedConnection> {
  const { secrets: _, settings: __, ...fields } = AddConnectionInput.parse(input);
  const provider = requireProvider(input.provider);
  const { secrets, settings } = checkFields(provider, { ...input.settings, ...input.secrets });
  const now = clock();
  const sealed = Object.entries(secrets).map(([name, value]) => sealSecret(name, value, now));
  const connection = await db().providerConnection.create({
    data: {
      ...fields,
      id: newId(now),
      key: randomBytes(24).toString("base64url"),
      settings: settings as object,
      createdAt: now,
      updatedAt: now,
      secrets: { create: sealed.map((secret) => ({ ...secret, createdAt: now })) },
    },
  });
  const shown = sealed.map(({ id, name, fingerprint }) => ({ id, name, fingerprint }));
  return { id: connection.id, key: connection.key, provider: provider.id, secrets: shown };
}

function requireProvider(id: string): Provider {
  const provider = findProvider(id);
  if (!provider)
    throw new AppError("invalid_input", `There is no provider "${id}".`, { fields: { provider: "unknown" } });
  return provider;
}

/** Each field goes where the provider's schemas know its name: what is secret is the provider's word, not the caller's. */
function checkFields(provider: Provider, given: Record<string, unknown>) {
  const names = secretNames(provider);
  const [secret, plain] = [new Map<string, unknown>(), new Map<string, unknown>()];
  for (const [name, value] of Object.entries(given)) (names.has(name) ? secret : plain).set(name, value);
  const secrets = check(provider.secrets, Object.fromEntries(secret), `${provider.name} secrets`);
  const settings = check(
    provider.settings ?? z.strictObject({}),
    Object.fromEntries(plain),
    `${provider.name} settings`,
  );
  const texts = Object.entries(secrets).filter(([, value]) => value !== undefined);
  return { secrets: Object.fromEntries(texts.map(([name, value]) => [name, String(value)])), settings };
}

function secretNames(provider: Provider): Set<string> {
  const schema: unknown = provider.secrets;
  return new Set(schema instanceof z.ZodObject ? Object.keys(schema.shape) : []);
}

function check<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = Object.fromEntries(parsed.error.issues.map((issue) => [issue.path.join(".") || "*", issue.message]));
  const said = Object.entries(fields).map(([path, message]) => (path === "*" ? message : `${path}: ${message}`));
  throw new AppError("invalid_input", `${what}: ${said.join("; ")}`, { fields });
}
