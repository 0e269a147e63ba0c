"use server";

import { refresh } from "next/cache";
import { openAction } from "@/app/(desk)/open-action";
import { whileReachable } from "@/app/read";
import { isOutage } from "@/lib/api/is-outage";
import { systemClock } from "@/lib/clock";
import { type NoteCustomerResult, noteCustomer, takeBackStatement } from "@/lib/stories/customer/note-customer";

type Noted = { ok: true } | { ok: false; say: string };

export async function noteWhatCustomerSays(_state: Noted | null, form: FormData): Promise<Noted> {
  await openAction("customer:note");
  return answered(noteCustomer(textIn(form, "id"), textIn(form, "says"), systemClock));
}

export async function takeBackWhatCustomerSays(_state: Noted | null, form: FormData): Promise<Noted> {
  await openAction("customer:note");
  return answered(takeBackStatement(textIn(form, "id"), systemClock));
}

async function answered(noting: Promise<NoteCustomerResult>): Promise<Noted> {
  try {
    const result = await whileReachable(noting);
    if (!result.ok) return { ok: false, say: "This story is not here any more. Look it up again." };
  } catch (error) {
    if (!isOutage(error)) throw error;
    return { ok: false, say: "The database cannot be reached, so nothing was noted. Try again in a minute." };
  }
  refresh();
  return { ok: true };
}

function textIn(form: FormData, name: string): string {
  return String(form.get(name) ?? "");
}
