"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { read } from "@/app/read";
import { AcceptInvitationInput, acceptInvitation } from "@/lib/auth/accept-invitation";
import { rememberDevice } from "@/lib/auth/door/sign-in-here";
import { noteSignIn } from "@/lib/auth/note-sign-in";
import { requestAddress } from "@/lib/auth/request-address";
import { startSession } from "@/lib/auth/session";
import { systemClock } from "@/lib/clock";

type Field = "email" | "name" | "password";
/** `typed`: for the form that is shown again where no script kept it. */
export type InvitationState = {
  fields: Field[];
  gone: boolean;
  taken: boolean;
  typed: { name: string; email: string };
} | null;

/** Open to whoever holds the link's token: it is the permission. */
export async function makeAccount(_state: InvitationState, form: FormData): Promise<InvitationState> {
  // By name: the form holds the framework's own fields too.
  const { token, name, email, password } = Object.fromEntries(form);
  const typed = { name: String(name ?? ""), email: String(email ?? "") };
  const input = AcceptInvitationInput.safeParse({ token, name, email, password });
  if (!input.success) {
    const fields = input.error.issues.map(({ path }) => path[0] as Field);
    return { fields, gone: false, taken: false, typed };
  }
  const result = await read(acceptInvitation(input.data, systemClock));
  if (!result.ok) {
    return { fields: [], gone: result.code === "invitation_gone", taken: result.code === "email_taken", typed };
  }
  const address = requestAddress((await headers()).get("x-forwarded-for"));
  await noteSignIn(result.userId, "invitation", address, systemClock());
  await startSession(result.userId);
  await rememberDevice(result.userId, systemClock);
  redirect("/");
}
