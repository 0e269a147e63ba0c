"use server";

import { redirect } from "next/navigation";
import { openAction } from "@/app/(desk)/open-action";
import { read } from "@/app/read";
import { currentSession } from "@/lib/auth/current-user";
import { type ChangePasswordResult, changePassword } from "@/lib/auth/passwords/change-password";
import { endSession, startSession } from "@/lib/auth/session";
import { signOutEverywhere } from "@/lib/auth/sessions/end-sessions";
import { issuerSignOutUrl } from "@/lib/auth/single-sign-on/issuer-sign-out";
import { systemClock } from "@/lib/clock";

/** Every browser is signed out by it but this one, which is in anew. */
export async function setOwnPassword(
  _state: ChangePasswordResult | null,
  form: FormData,
): Promise<ChangePasswordResult> {
  await openAction("story:look-up");
  const input = { current: String(form.get("current") ?? ""), password: String(form.get("password") ?? "") };
  const result = await read(changePassword(input, systemClock));
  if (result.ok) await read(startSession(result.userId));
  return result;
}

export async function leaveEverywhere(): Promise<void> {
  await openAction("story:look-up");
  const session = await currentSession();
  const ended = session && (await read(signOutEverywhere(session, systemClock)));
  await endSession();
  redirect((ended?.idToken && (await issuerSignOutUrl(ended.idToken))) || "/sign-in");
}
