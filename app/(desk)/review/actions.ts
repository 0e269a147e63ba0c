"use server";

import { refresh } from "next/cache";
import type { Said } from "@/app/(desk)/connections/said";
import { openAction } from "@/app/(desk)/open-action";
import { systemClock } from "@/lib/clock";
import { dismissItem, reopenItem } from "@/lib/review/change-item";
import { type MapStatusInput, mapStatus } from "@/lib/review/map-status";
import { type Example, openExample } from "@/lib/review/open-example";
import { replayItem } from "@/lib/review/replay-item";
import { unmapStatus } from "@/lib/review/unmap-status";

const GONE: Said = { ok: false, say: "This is not here any more. Reload the page." };

export async function map(_state: Said | null, form: FormData): Promise<Said> {
  await openAction("review:read");
  const input = {
    connectionId: textIn(form, "connection"),
    rawStatus: String(form.get("rawStatus") ?? ""),
    errorCode: textIn(form, "errorCode"),
    reason: textIn(form, "reason"),
    status: textIn(form, "status"),
    isFinal: form.get("isFinal") === "on",
    failureCategory: textIn(form, "category") || null,
    everywhere: form.get("everywhere") === "on",
  };
  const result = await mapStatus(input as MapStatusInput, systemClock);
  if (result.ok) return said(`Mapped. ${readAnew(result.events)}`);
  switch (result.code) {
    case "not_found":
      return GONE;
    case "known_status":
      return { ok: false, say: "The provider's own table knows this status already." };
    case "invalid_input":
      return { ok: false, say: "Choose what the status means." };
  }
}

export async function unmap(_state: Said | null, form: FormData): Promise<Said> {
  await openAction("review:read");
  const result = await unmapStatus(textIn(form, "id"), systemClock);
  return result.ok ? said(`Taken back. ${readAnew(result.events)}`) : GONE;
}

export async function replay(_state: Said | null, form: FormData): Promise<Said> {
  await openAction("review:read");
  const result = await replayItem(textIn(form, "id"), systemClock);
  if (!result.ok) return result.code === "not_found" ? GONE : { ok: false, say: "No body is kept to replay." };
  const { replayed, left } = result;
  if (replayed === 0) return { ok: false, say: "Still not understood: nothing was changed." };
  return said(left === 0 ? `All ${replayed} understood and stored.` : `${replayed} stored, ${left} left as they are.`);
}

export async function dismiss(_state: Said | null, form: FormData): Promise<Said> {
  await openAction("review:read");
  const result = await dismissItem(textIn(form, "id"), systemClock);
  return result.ok ? said("Dismissed. It opens again when the same thing is seen again.") : GONE;
}

export async function reopen(_state: Said | null, form: FormData): Promise<Said> {
  await openAction("review:read");
  const result = await reopenItem(textIn(form, "id"), systemClock);
  return result.ok ? said("Back on the queue.") : GONE;
}

export async function showExample(_state: Example | null, form: FormData): Promise<Example> {
  await openAction("review:read");
  return openExample(textIn(form, "id"), systemClock);
}

function readAnew(events: number): string {
  return events === 0
    ? "No stored event changed."
    : `${events} stored ${events === 1 ? "event was" : "events were"} read anew.`;
}

function said(say: string): Said {
  refresh();
  return { ok: true, say };
}

function textIn(form: FormData, name: string): string {
  return String(form.get(name) ?? "").trim();
}
