import { validate } from "uuid";
import { z } from "zod";
import type { AuditActor } from "@/lib/audit/audit-entry";
import { recordAudit } from "@/lib/audit/record-audit";
import { requirePermission } from "@/lib/auth/require-permission";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";
import { isAppError } from "@/lib/errors";
import { rereadConnections } from "@/lib/ingest/connections";
import { findProvider } from "@/lib/providers/registry";
import { problemsOf, sayIssue } from "@/lib/say-issue";
import { checkSettings } from "./check-fields";
import { confirmProblem } from "./confirm-problem";
import { isLabelTaken, LABEL_TAKEN } from "./label-taken";

export const ChangeConnectionInput = z.strictObject({
  id: z.string(),
  label: z.string().trim().min(1, "Give it a name.").max(100).optional(),
  receiptDeadlineSeconds: z.number().int().min(10).max(604_800).optional(),
  /** All of them: what is left out gets its default. */
  settings: z.record(z.string(), z.unknown()).optional(),
  /** These alone, the others as they are; null gives the default back. */
  someSettings: z.record(z.string(), z.unknown()).optional(),
  /** Callbacks that prove nothing have the provider asked, and are themselves not taken. */
  confirmByPoll: z.boolean().optional(),
});
export type ChangeConnectionInput = z.input<typeof ChangeConnectionInput>;

export type ChangeConnectionResult =
  | { ok: true }
  | { ok: false; code: "not_found" }
  | { ok: false; code: "invalid_input"; fields: Record<string, string> };

/** Changes a connection's name, deadline or settings; callbacks are read by them at once. */
export async function changeConnection(input: ChangeConnectionInput, clock: Clock): Promise<ChangeConnectionResult> {
  const { id } = await requirePermission("connection:write");
  return applyChange(input, { kind: "user", id }, clock);
}

/** The same for whoever has proven to the caller that they may. */
export async function applyChange(
  input: ChangeConnectionInput,
  actor: AuditActor,
  clock: Clock,
): Promise<ChangeConnectionResult> {
  const parsed = ChangeConnectionInput.safeParse(input, { error: sayIssue });
  if (!parsed.success) return { ok: false, code: "invalid_input", fields: problemsOf(parsed.error) };
  const { id, someSettings, ...plain } = parsed.data;
  const row = validate(id) ? await db().providerConnection.findUnique({ where: { id } }) : null;
  const provider = row && findProvider(row.provider);
  if (!provider) return { ok: false, code: "not_found" };
  const settings = plain.settings ?? (someSettings && mergedSettings(row.settings, someSettings));
  const checked = settings === undefined ? null : check(() => checkSettings(provider, settings));
  if (checked && !checked.ok) return { ok: false, code: "invalid_input", fields: checked.fields };
  if (plain.confirmByPoll && !row.confirmByPoll) {
    const problem = confirmProblem(provider, await secretNames(id));
    if (problem) return { ok: false, code: "invalid_input", fields: { confirmByPoll: problem } };
  }
  const at = clock();
  const isTaken = await db().$transaction(async (tx) => {
    if (plain.label !== undefined && (await isLabelTaken(tx, plain.label, id))) return true;
    const data = { ...plain, ...(checked && { settings: checked.settings as object }), updatedAt: at };
    await tx.providerConnection.update({ where: { id }, data });
    const changed = [...Object.keys(plain), ...(checked ? ["settings"] : [])];
    const subject = { type: "connection", id } as const;
    const details = { changed: [...new Set(changed)].sort().join(" ") };
    await recordAudit(tx, { actor, action: "connection_changed", subject, details, at });
    return false;
  });
  if (isTaken) return { ok: false, code: "invalid_input", fields: { label: LABEL_TAKEN } };
  await rereadConnections();
  return { ok: true };
}

function mergedSettings(stored: unknown, given: Record<string, unknown>): Record<string, unknown> {
  const merged = { ...(stored as Record<string, unknown>), ...given };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
}

async function secretNames(connectionId: string): Promise<string[]> {
  const where = { connectionId, state: "active" };
  return (await db().connectionSecret.findMany({ where, select: { name: true } })).map(({ name }) => name);
}

type Checked = { ok: true; settings: Record<string, unknown> } | { ok: false; fields: Record<string, string> };

function check(work: () => Record<string, unknown>): Checked {
  try {
    return { ok: true, settings: work() };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { ok: false, fields: error.fields ?? { "*": error.message } };
  }
}
