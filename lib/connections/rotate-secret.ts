import { validate } from "uuid";
import { z } from "zod";
import type { AuditActor } from "@/lib/audit/audit-entry";
import { recordAudit } from "@/lib/audit/record-audit";
import { requirePermission } from "@/lib/auth/require-permission";
import type { Clock } from "@/lib/clock";
import { db, type Tx } from "@/lib/db";
import { rereadConnections } from "@/lib/ingest/connections";
import { open } from "@/lib/privacy/seal";
import { findProvider } from "@/lib/providers/registry";
import { secretNames, secretProblems } from "./check-fields";
import { sealSecret } from "./seal-secret";

const DAY_SECONDS = 86_400;
const LONGEST_OVERLAP_SECONDS = 30 * DAY_SECONDS;

export const ReplaceSecretInput = z.strictObject({
  connectionId: z.string(),
  /** Only the ones that change. */
  secrets: z.record(z.string(), z.string().trim().min(1)).refine((secrets) => Object.keys(secrets).length > 0),
  /** How long the replaced values verify as well; 0 ends them at once. By default as long as the provider repeats. */
  overlapSeconds: z.number().int().min(0).max(LONGEST_OVERLAP_SECONDS).optional(),
});
export type ReplaceSecretInput = z.input<typeof ReplaceSecretInput>;

export type ReplaceSecretResult =
  | { ok: true; secrets: { id: string; name: string; fingerprint: string }[]; overlapEndsAt: Date }
  | { ok: false; code: "not_found" }
  | { ok: false; code: "invalid_input"; fields: Record<string, string> };

/** How long values of a connection overlap unless somebody says otherwise. */
export function defaultOverlapSeconds(provider: string): number {
  return findProvider(provider)?.setup?.retrySeconds ?? DAY_SECONDS;
}

/** Replaces secrets without losing a callback: both values verify until the overlap ends. */
export async function rotateSecret(input: ReplaceSecretInput, clock: Clock): Promise<ReplaceSecretResult> {
  const { id } = await requirePermission("secret:write");
  return replaceSecret(input, { kind: "user", id }, clock);
}

/**
 * Puts a new value beside the one in force, which verifies until the overlap ends. At most two values of a name
 * verify: an older one that was still retiring ends now. Permission is the caller's to prove.
 */
export async function replaceSecret(
  input: ReplaceSecretInput,
  actor: AuditActor,
  clock: Clock,
): Promise<ReplaceSecretResult> {
  const parsed = ReplaceSecretInput.safeParse(input);
  if (!parsed.success) return { ok: false, code: "invalid_input", fields: { "*": "Give at least one new value." } };
  const { connectionId, secrets, overlapSeconds } = parsed.data;
  if (!validate(connectionId)) return { ok: false, code: "not_found" };
  const at = clock();
  const result = await db().$transaction(async (tx): Promise<ReplaceSecretResult> => {
    const connection = await lockConnection(tx, connectionId);
    if (!connection) return { ok: false, code: "not_found" };
    const fields = await problems(tx, connection, secrets);
    if (fields) return { ok: false, code: "invalid_input", fields };
    const overlapMs = 1_000 * (overlapSeconds ?? defaultOverlapSeconds(connection.provider));
    const overlapEndsAt = new Date(at.getTime() + overlapMs);
    await retire(tx, connectionId, Object.keys(secrets), overlapMs === 0 ? null : overlapEndsAt);
    const sealed = Object.entries(secrets).map(([name, value]) => sealSecret(name, value, at));
    await tx.connectionSecret.createMany({ data: sealed.map((one) => ({ ...one, connectionId, createdAt: at })) });
    const subject = { type: "connection", id: connectionId } as const;
    const details = { names: Object.keys(secrets).sort().join(" "), overlapSeconds: overlapMs / 1_000 };
    await recordAudit(tx, { actor, action: "secret_rotated", subject, details, at });
    return { ok: true, secrets: sealed.map(({ id, name, fingerprint }) => ({ id, name, fingerprint })), overlapEndsAt };
  });
  if (result.ok) await rereadConnections();
  return result;
}

type Row = { id: string; provider: string };

/** One rotation of a connection at a time. */
async function lockConnection(tx: Tx, id: string): Promise<Row | undefined> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT id, provider FROM provider_connections WHERE id = ${id}::uuid FOR UPDATE`;
  return rows[0];
}

/** What is wrong with the secrets as they would be: by the provider's own schema, and not the same value again. */
async function problems(tx: Tx, { id, provider }: Row, given: Record<string, string>) {
  const adapter = findProvider(provider);
  if (!adapter) return { "*": "This version does not know the provider." };
  const rows = await tx.connectionSecret.findMany({ where: { connectionId: id, state: "active" } });
  const current = Object.fromEntries(
    rows.map((row) => [row.name, open(row.ciphertext, "secret", row.id).toString("utf8")]),
  );
  const names = secretNames(adapter);
  const unknown = Object.keys(given).find((name) => !names.has(name));
  if (unknown !== undefined) return { [unknown]: "The provider has no secret of this name." };
  if (Object.entries(given).every(([name, value]) => current[name] === value)) {
    return Object.fromEntries(Object.keys(given).map((name) => [name, "This is the value in force."]));
  }
  return secretProblems(adapter, { ...current, ...given });
}

async function retire(tx: Tx, connectionId: string, names: string[], expiresAt: Date | null): Promise<void> {
  const where = { connectionId, name: { in: names } };
  const ended = expiresAt === null ? (["active", "retiring"] as const) : (["retiring"] as const);
  await tx.connectionSecret.updateMany({ where: { ...where, state: { in: [...ended] } }, data: { state: "revoked" } });
  await tx.connectionSecret.updateMany({
    where: { ...where, state: "active" },
    data: { state: "retiring", expiresAt },
  });
}
