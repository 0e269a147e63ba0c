"use server";

import { type SpendResetResult, spendReset } from "@/lib/auth/passwords/spend-reset";
import { systemClock } from "@/lib/clock";

/** Open to whoever holds the link's token: it is the permission. */
export async function setPasswordByLink(_state: SpendResetResult | null, form: FormData): Promise<SpendResetResult> {
  const input = { token: String(form.get("token") ?? ""), password: String(form.get("password") ?? "") };
  return spendReset(input, systemClock);
}
