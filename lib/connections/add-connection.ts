import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { AuditActor } from "@/lib/audit/audit-entry";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import type { Provider } from "@/lib/providers/provider";
import { findProvider } from "@/lib/providers/registry";
import { sayIssue } from "@/lib/say-issue";
import { checkFields } from "./check-fields";
import { confirmProblem } from "./confirm-problem";
import { isLabelTaken, LABEL_TAKEN } from "./label-taken";
import { oddSecrets } from "./odd-secrets";
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
  /** Callbacks that prove nothing have the provider asked, and are themselves not taken. */
  confirmByPoll: z.boolean().default(false),
  demo: z.boolean().default(false),
});
export type AddConnectionInput = z.input<typeof AddConnectionInput>;

export type AddedConnection = {
  id: string;
  key: string;
  provider: string;
  secrets: { id: string; name: string; fingerprint: string }[];
  /** Of secrets that were stored all the same. */
  warnings: string[];
};

/**
 * Adds a provider account. Its URL key has 192 random bits; its secrets are sealed and never shown again.
 * Permission is the caller's to prove.
 */
export async function addConnection(
  input: AddConnectionInput,
  clock: Clock,
  actor: AuditActor = { kind: "system" },
): Promise<AddedConnection> {
  const { secrets: _, settings: __, ...fields } = AddConnectionInput.parse(input, { error: sayIssue });
  const provider = requireProvider(input.provider);
  const { secrets, settings } = checkFields(provider, { ...input.settings, ...input.secrets });
  if (fields.confirmByPoll) requireAskable(provider, Object.keys(secrets));
  const now = clock();
  const sealed = Object.entries(secrets).map(([name, value]) => sealSecret(name, value, now));
  const id = newId(now);
  const key = randomBytes(24).toString("base64url");
  await db().$transaction(async (tx) => {
    // The demo's go with the demo: its start must not fail for a name.
    if (!fields.demo && (await isLabelTaken(tx, fields.label, id))) {
      throw new AppError("invalid_input", `label: ${LABEL_TAKEN}`, { fields: { label: LABEL_TAKEN } });
    }
    await tx.providerConnection.create({
      data: {
        ...fields,
        id,
        key,
        settings: settings as object,
        createdAt: now,
        updatedAt: now,
        secrets: { create: sealed.map((secret) => ({ ...secret, createdAt: now })) },
      },
    });
    const details = { provider: provider.id, demo: fields.demo };
    await recordAudit(tx, { actor, action: "connection_added", subject: { type: "connection", id }, details, at: now });
  });
  const shown = sealed.map(({ id, name, fingerprint }) => ({ id, name, fingerprint }));
  const warnings = oddSecrets(provider, secrets).map(({ words }) => words);
  return { id, key, provider: provider.id, secrets: shown, warnings };
}

function requireAskable(provider: Provider, secretNames: readonly string[]): void {
  const problem = confirmProblem(provider, secretNames);
  if (problem) throw new AppError("invalid_input", `confirmByPoll: ${problem}`, { fields: { confirmByPoll: problem } });
}

function requireProvider(id: string): Provider {
  const provider = findProvider(id);
  if (!provider)
    throw new AppError("invalid_input", `There is no provider "${id}".`, { fields: { provider: "unknown" } });
  return provider;
}
