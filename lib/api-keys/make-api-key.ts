import { AddApiKeyInput, addApiKey } from "@/lib/auth/add-api-key";
import { requirePermission } from "@/lib/auth/require-permission";
import type { Clock } from "@/lib/clock";

export const MakeApiKeyInput = AddApiKeyInput.omit({ demo: true });

export type MakeApiKeyResult =
  | { ok: true; id: string /** Shown this once. */; key: string }
  | { ok: false; code: "invalid_input"; fields: ("label" | "scopes")[] };

/** Makes a key for the sending app, for an admin. */
export async function makeApiKey(input: unknown, clock: Clock): Promise<MakeApiKeyResult> {
  const { id } = await requirePermission("api-key:write");
  const parsed = MakeApiKeyInput.safeParse(input);
  if (parsed.success) return { ok: true, ...(await addApiKey(parsed.data, clock, { kind: "user", id })) };
  const named = new Set(parsed.error.issues.map(({ path }) => path[0]));
  return {
    ok: false,
    code: "invalid_input",
    fields: (["label", "scopes"] as const).filter((field) => named.has(field)),
  };
}
