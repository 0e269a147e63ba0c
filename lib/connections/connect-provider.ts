import { requirePermission } from "@/lib/auth/require-permission";
import type { Clock } from "@/lib/clock";
import { isAppError } from "@/lib/errors";
import { rereadConnections } from "@/lib/ingest/connections";
import { type AddConnectionInput, type AddedConnection, addConnection } from "./add-connection";

export type ConnectProviderResult =
  | ({ ok: true } & AddedConnection)
  | { ok: false; code: "invalid_input"; message: string; fields: Record<string, string> };

/** Adds a provider account for an admin; what the provider's schema refuses comes back field by field. */
export async function connectProvider(
  input: Omit<AddConnectionInput, "demo">,
  clock: Clock,
): Promise<ConnectProviderResult> {
  const { id } = await requirePermission("connection:write");
  try {
    const added = await addConnection({ ...input, demo: false }, clock, { kind: "user", id });
    await rereadConnections();
    return { ok: true, ...added };
  } catch (error) {
    if (!isAppError(error) || error.code !== "invalid_input") throw error;
    return { ok: false, code: "invalid_input", message: error.message, fields: error.fields ?? {} };
  }
}
