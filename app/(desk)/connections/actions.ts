"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { openAction } from "@/app/(desk)/open-action";
import { systemClock } from "@/lib/clock";
import { archiveConnection } from "@/lib/connections/archive-connection";
import { changeConnection } from "@/lib/connections/change-connection";
import { connectProvider } from "@/lib/connections/connect-provider";
import { revokeSecret } from "@/lib/connections/revoke-secret";
import { rotateSecret } from "@/lib/connections/rotate-secret";
import { sendTestCallback, type TestCallbackResult } from "@/lib/connections/send-test-callback";
import { switchConnection } from "@/lib/connections/switch-connection";
import { namedEntries } from "./named-entries";
import type { Said } from "./said";

const GONE: Said = { ok: false, say: "This is not here any more. Reload the page." };
const CHECK = "Check the marked fields.";

export async function connect(_state: Said | null, form: FormData): Promise<Said> {
  await openAction("connection:write");
  const provider = textIn(form, "provider");
  const label = textIn(form, "label");
  if (label === "") return refused({ label: "Give it a name." }, form);
  const [secrets, settings] = [namedEntries(form, "secret."), namedEntries(form, "setting.")];
  const result = await connectProvider({ provider, label, secrets, settings }, systemClock);
  if (!result.ok) return refused(result.fields, form);
  redirect(`/connections/${result.id}`);
}

export async function rotate(_state: Said | null, form: FormData): Promise<Said> {
  await openAction("connection:write");
  const overlapSeconds = Number(textIn(form, "overlap"));
  const input = { connectionId: textIn(form, "id"), secrets: namedEntries(form, "secret."), overlapSeconds };
  const result = await rotateSecret(input, systemClock);
  if (!result.ok) return result.code === "not_found" ? GONE : { ok: false, say: CHECK, fields: result.fields };
  refresh();
  const prints = result.secrets.map(({ fingerprint }) => fingerprint).join(", ");
  return { ok: true, say: `The new value (${prints}) verifies from now on. Enter it at the provider next.` };
}

export async function revoke(_state: Said | null, form: FormData): Promise<Said> {
  await openAction("connection:write");
  const result = await revokeSecret(textIn(form, "id"), systemClock);
  if (result.ok) return said("The old value verifies nothing any more.");
  if (result.code === "not_found") return GONE;
  return { ok: false, say: "This is the value in force: rotate it instead." };
}

export async function change(_state: Said | null, form: FormData): Promise<Said> {
  await openAction("connection:write");
  const input = {
    id: textIn(form, "id"),
    label: textIn(form, "label"),
    receiptDeadlineSeconds: Number(textIn(form, "deadline")),
    settings: namedEntries(form, "setting."),
    ...(form.has("confirmOffered") && { confirmByPoll: textIn(form, "confirm") === "on" }),
  };
  const result = await changeConnection(input, systemClock);
  if (result.ok) return said("Saved. Callbacks are read by it from now on.");
  return result.code === "not_found" ? GONE : refused(result.fields, form);
}

export async function switchOnOrOff(_state: Said | null, form: FormData): Promise<Said> {
  await openAction("connection:write");
  const isOn = textIn(form, "to") === "on";
  const result = await switchConnection(textIn(form, "id"), isOn, systemClock);
  return result.ok ? said(isOn ? "It takes callbacks again." : "It takes no callbacks now.") : GONE;
}

export async function archiveOrBringBack(_state: Said | null, form: FormData): Promise<Said> {
  await openAction("connection:write");
  const isArchived = textIn(form, "to") === "archive";
  const result = await archiveConnection(textIn(form, "id"), isArchived, systemClock);
  if (!result.ok) return GONE;
  return said(isArchived ? "Archived. What still comes is taken and stored." : "It stands in lists and pickers again.");
}

export async function sendTest(_state: TestCallbackResult | null, form: FormData): Promise<TestCallbackResult> {
  await openAction("connection:write");
  const result = await sendTestCallback(textIn(form, "id"), systemClock);
  refresh();
  return result;
}

function refused(fields: Record<string, string>, form: FormData): Said {
  const typed = [...form].flatMap(([name, value]) =>
    typeof value === "string" && !/^(\$|secret\.)/.test(name) ? [[name, value] as const] : [],
  );
  return { ok: false, say: CHECK, fields, typed: Object.fromEntries(typed) };
}

function said(say: string): Said {
  refresh();
  return { ok: true, say };
}

function textIn(form: FormData, name: string): string {
  return String(form.get(name) ?? "").trim();
}
