"use server";

import { refresh } from "next/cache";
import { openPage } from "@/app/(desk)/open-page";
import { type MakeApiKeyResult, makeApiKey } from "@/lib/api-keys/make-api-key";
import { type RevokeApiKeyResult, revokeApiKeyForAdmin } from "@/lib/api-keys/revoke-api-key";
import { systemClock } from "@/lib/clock";

export async function make(_state: MakeApiKeyResult | null, form: FormData): Promise<MakeApiKeyResult> {
  await openPage("api-key:write");
  const result = await makeApiKey({ label: form.get("label"), scopes: form.getAll("scopes") }, systemClock);
  if (result.ok) refresh();
  return result;
}

export async function revoke(_state: unknown, form: FormData): Promise<RevokeApiKeyResult> {
  await openPage("api-key:write");
  const result = await revokeApiKeyForAdmin(String(form.get("id") ?? ""), systemClock);
  refresh();
  return result;
}
