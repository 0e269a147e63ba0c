"use server";

import { read } from "@/app/read";
import { rememberDevice } from "@/lib/auth/door/sign-in-here";
import { type SpendResetResult, spendReset } from "@/lib/auth/passwords/spend-reset";
import { systemClock } from "@/lib/clock";

/** Open to whoever holds the link's token: it is the permission. */
export async function setPasswordByLink(_state: SpendResetResult | null, form: FormData): Promise<SpendResetResult> {
  const input = { token: String(form.get("token") ?? ""), password: String(form.get("password") ?? "") };
  const result = await read(spendReset(input, systemClock));
  // Strangers' guesses are not to keep them waiting now.
  if (result.ok) await rememberDevice(result.userId, systemClock);
  return result;
}
