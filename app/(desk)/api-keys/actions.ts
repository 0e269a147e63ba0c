"use server";

import { refresh } from "next/cache";
import { openAction } from "@/app/(desk)/open-action";
import { read } from "@/app/read";
import { type MakeApiKeyResult, makeApiKey } from "@/lib/api-keys/make-api-key";
import { type RevokeApiKeyResult, revokeApiKeyForAdmin } from "@/lib/api-keys/revoke-api-key";
import { systemClock } from "@/lib/clock";

export async function make(_state: MakeApiKeyResult | null, form: FormData): Promise<MakeApiKeyResult> {
  await openAction("api-key:write");
  const result = await read(makeApiKey({ label: form.get("label"), scopes: form.getAll("scopes") }, systemClock));
  if (result.ok) refresh();
  return result;
}

export async function revoke(_state: unknown, form: FormData): Promise<RevokeApiKeyResult> {
  await openAction("api-key:write");
  const result = await read(revokeApiKeyForAdmin(String(form.get("id") ?? ""), systemClock));
  refresh();
  return result;
}
