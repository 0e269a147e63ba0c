"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { read } from "@/app/read";
import { safePath } from "@/app/safe-path";
import { signInHere } from "@/lib/auth/door/sign-in-here";
import { listDemoAccounts } from "@/lib/auth/list-demo-accounts";
import { noteSignIn } from "@/lib/auth/note-sign-in";
import { requestAddress } from "@/lib/auth/request-address";
import { endSession, startSession } from "@/lib/auth/session";
import { SignInInput } from "@/lib/auth/sign-in";
import { issuerSignOutUrl } from "@/lib/auth/single-sign-on/issuer-sign-out";
import { systemClock } from "@/lib/clock";

/** `email`: as typed, for the form that is shown again where no script kept it. */
export type SignInState =
  | ({ email: string } & ({ problem: "missing" | "wrong" } | { problem: "rate_limited"; seconds: number }))
  | null;

/** Open to anyone: this is the door. */
export async function signInWithPassword(_state: SignInState, form: FormData): Promise<SignInState> {
  const input = SignInInput.safeParse(Object.fromEntries(form));
  const email = String(form.get("email") ?? "");
  if (!input.success) return { problem: "missing", email };
  const result = await read(signInHere(input.data, systemClock));
  if (!result.ok) {
    if (result.code === "wrong") return { problem: "wrong", email };
    return { problem: "rate_limited", seconds: result.retryAfterSeconds, email };
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
  const { idToken } = await read(endSession());
  redirect((idToken && (await issuerSignOutUrl(idToken))) ?? "/sign-in");
}

async function address(): Promise<string | null> {
  return requestAddress((await headers()).get("x-forwarded-for"));
}
