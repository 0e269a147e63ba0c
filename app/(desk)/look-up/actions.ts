"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { openAction } from "@/app/(desk)/open-action";
import { whileReachable } from "@/app/read";
import { readerZone } from "@/app/reader-zone";
import { isOutage } from "@/lib/api/is-outage";
import { systemClock } from "@/lib/clock";
import { log } from "@/lib/log";
import { listUsualCountries } from "@/lib/stories/list-usual-countries";
import { type LookUpAnswer, lookUpOnRecord } from "@/lib/stories/look-up-on-record";
import type { LookUpView } from "./look-up-view";
import { presentLookUp } from "./present-look-up";
import { readerCountries } from "./reader-countries";

/** Looks up whatever was typed: one match leads to its story, everything else comes back in words. */
export async function lookUpAnything(_state: LookUpView | null, form: FormData): Promise<LookUpView> {
  const answer = await findOrFail(String(form.get("text") ?? "").trim());
  if ("storyId" in answer) redirect(`/stories/${answer.storyId}`);
  return answer;
}

async function findOrFail(text: string): Promise<LookUpView | { storyId: string }> {
  await openAction("story:look-up");
  if (text === "") return { kind: "empty" };
  try {
    const asked = await whileReachable(find(text));
    if (!asked.ok) return { kind: "stopped", stopped: asked };
    const found = asked.answer;
    return found.kind === "one" ? found : presentLookUp(found, (await readerZone()) ?? "UTC", systemClock());
  } catch (error) {
    if (!isOutage(error)) throw error;
    log().error({ code: (error as { code?: unknown }).code }, "a look-up could not read the database");
    return { kind: "outage" };
  }
}

async function find(text: string): Promise<LookUpAnswer> {
  const own = readerCountries((await headers()).get("accept-language"), await readerZone());
  const defaultCountries = [...new Set([...own, ...(await listUsualCountries())])];
  return lookUpOnRecord(text, { defaultCountries }, systemClock);
}
