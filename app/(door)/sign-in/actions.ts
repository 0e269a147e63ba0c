"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { read } from "@/app/read";
import { safePath } from "@/app/safe-path";
import { currentUser } from "@/lib/auth/current-user";
import { listDemoAccounts } from "@/lib/auth/list-demo-accounts";
import { noteSignIn } from "@/lib/auth/note-sign-in";
import { noteSignOut } from "@/lib/auth/note-sign-out";
import { requestAddress } from "@/lib/auth/request-address";
import { endSession, startSession } from "@/lib/auth/session";
import { SignInInput, signIn } from "@/lib/auth/sign-in";
import { systemClock } from "@/lib/clock";

export type SignInState = { problem: "missing" | "wrong" } | { problem: "rate_limited"; minutes: number } | null;

/** Open to anyone: this is the door. */
export async function signInWithPassword(_state: SignInState, form: FormData): Promise<SignInState> {
  const input = SignInInput.safeParse(Object.fromEntries(form));
  if (!input.success) return { problem: "missing" };
  const result = await read(signIn(input.data, await address(), systemClock));
  if (!result.ok) {
    if (result.code === "wrong") return { problem: "wrong" };
    return { problem: "rate_limited", minutes: Math.ceil(result.retryAfterSeconds / 60) };
  }
  await startSession(result.userId);
  redirect(safePath(String(form.get("to") ?? "")));
}

/** Signs in as one of the demo's accounts; refuses every other one, and all of them outside demo mode. */
export async function signInAsDemoAccount(form: FormData): Promise<void> {
  const account = (await read(listDemoAccounts())).find(({ id }) => id === form.get("account"));
  if (!account) redirect("/sign-in");
  await noteSignIn(account.id, "demo", await address(), systemClock());
  await startSession(account.id);
  redirect(safePath(String(form.get("to") ?? "")));
}

export async function signOut(): Promise<void> {
  const user = await read(currentUser());
  if (user) await noteSignOut(user.id, systemClock());
  await endSession();
  redirect("/sign-in");
}

async function address(): Promise<string | null> {
  return requestAddress((await headers()).get("x-forwarded-for"));
}
