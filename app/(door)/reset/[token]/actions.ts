"use server";

import { redirect } from "next/navigation";
import { read } from "@/app/read";
import { rememberDevice } from "@/lib/auth/door/sign-in-here";
import { type SpendResetResult, spendReset } from "@/lib/auth/passwords/spend-reset";
import { systemClock } from "@/lib/clock";

export type ResetState = Exclude<SpendResetResult, { ok: true }> | null;

/** Open to whoever holds the link's token: it is the permission. */
export async function setPasswordByLink(_state: ResetState, form: FormData): Promise<ResetState> {
  const input = { token: String(form.get("token") ?? ""), password: String(form.get("password") ?? "") };
  const result = await read(spendReset(input, systemClock));
  if (!result.ok) return result;
  // Strangers' guesses are not to keep them waiting now.
  await rememberDevice(result.userId, systemClock);
  redirect("/reset/done");
}
