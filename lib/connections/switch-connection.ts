import { validate } from "uuid";
import { recordAudit } from "@/lib/audit/record-audit";
import { requirePermission } from "@/lib/auth/require-permission";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";
import { rereadConnections } from "@/lib/ingest/connections";

export type SwitchConnectionResult = { ok: true } | { ok: false; code: "not_found" };

/** Switches a connection off or on, once, with its entry in the log. Callbacks to one that is off are answered 404. */
export async function switchConnection(id: string, isOn: boolean, clock: Clock): Promise<SwitchConnectionResult> {
  const user = await requirePermission("connection:write");
  if (!validate(id)) return { ok: false, code: "not_found" };
  const at = clock();
  const [from, to] = isOn ? ["disabled", "active"] : ["active", "disabled"];
  const found = await db().$transaction(async (tx) => {
    const data = { status: to, updatedAt: at };
    const { count } = await tx.providerConnection.updateMany({ where: { id, status: from }, data });
    if (count === 0) return (await tx.providerConnection.count({ where: { id } })) > 0;
    const action = isOn ? "connection_enabled" : "connection_disabled";
    const subject = { type: "connection", id } as const;
    await recordAudit(tx, { actor: { kind: "user", id: user.id }, action, subject, at });
    return true;
  });
  if (!found) return { ok: false, code: "not_found" };
  await rereadConnections();
  return { ok: true };
}
