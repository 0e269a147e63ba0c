"use server";

import { refresh } from "next/cache";
import { openAction } from "@/app/(desk)/open-action";
import { type OfferResetResult, offerResetForAdmin } from "@/lib/auth/passwords/offer-reset";
import { isRole } from "@/lib/auth/permissions";
import { systemClock } from "@/lib/clock";
import { publicUrl } from "@/lib/public-url";
import type { ChangeResult } from "@/lib/users/change-account";
import { changeRole, disableUser, enableUser } from "@/lib/users/change-account";
import { type InviteResult, type InviteUserInput, inviteUser } from "@/lib/users/invite-user";
import { revokeInvitation } from "@/lib/users/revoke-invitation";
import { unbindIdentityForAdmin } from "@/lib/users/unbind-identity";

export type InviteView = { ok: true; email: string; link: string } | (InviteResult & { ok: false });

export async function invite(_state: InviteView | null, form: FormData): Promise<InviteView> {
  await openAction("user:write");
  const input = { email: String(form.get("email") ?? ""), role: String(form.get("role") ?? "") };
  const result = await inviteUser(input as InviteUserInput, systemClock);
  if (!result.ok) return result;
  refresh();
  return { ok: true, email: input.email.trim(), link: `${publicUrl()}/invite/${result.token}` };
}

export async function giveRole(_state: ChangeResult | null, form: FormData): Promise<ChangeResult> {
  await openAction("user:write");
  const role = String(form.get("role") ?? "");
  if (!isRole(role)) return { ok: false, code: "not_found" };
  return shown(await changeRole({ id: idIn(form), role }, systemClock));
}

export async function disable(_state: ChangeResult | null, form: FormData): Promise<ChangeResult> {
  await openAction("user:write");
  return shown(await disableUser(idIn(form), systemClock));
}

export async function enable(_state: ChangeResult | null, form: FormData): Promise<ChangeResult> {
  await openAction("user:write");
  return shown(await enableUser(idIn(form), systemClock));
}

export type ResetView = { ok: true; email: string; link: string } | (OfferResetResult & { ok: false });

export async function offerLink(_state: ResetView | null, form: FormData): Promise<ResetView> {
  await openAction("user:write");
  const result = await offerResetForAdmin(idIn(form), systemClock);
  return result.ok ? { ok: true, email: result.email, link: `${publicUrl()}/reset/${result.token}` } : result;
}

export async function unbind(_state: ChangeResult | null, form: FormData): Promise<ChangeResult> {
  await openAction("user:write");
  return shown(await unbindIdentityForAdmin(idIn(form), systemClock));
}

export async function revoke(_state: ChangeResult | null, form: FormData): Promise<ChangeResult> {
  await openAction("user:write");
  return shown(await revokeInvitation(idIn(form), systemClock));
}

function idIn(form: FormData): string {
  return String(form.get("id") ?? "");
}

function shown<Result>(result: Result): Result {
  refresh();
  return result;
}
