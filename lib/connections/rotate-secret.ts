import { requirePermission } from "@/lib/auth/require-permission";
import type { Clock } from "@/lib/clock";
import { type ReplaceSecretInput, type ReplaceSecretResult, replaceSecret } from "./replace-secret";

/** Replaces secrets without losing a callback: both values verify until the overlap ends. */
export async function rotateSecret(input: ReplaceSecretInput, clock: Clock): Promise<ReplaceSecretResult> {
  const { id } = await requirePermission("secret:write");
  return replaceSecret(input, { kind: "user", id }, clock);
}
