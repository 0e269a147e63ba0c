"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { openAction } from "@/app/(desk)/open-action";
import { whileReachable } from "@/app/read";
import { readerZone } from "@/app/reader-zone";
import { isOutage } from "@/lib/api/is-outage";
import { limitRate } from "@/lib/auth/limit-rate";
import { systemClock } from "@/lib/clock";
import { log } from "@/lib/log";
import { listUsualCountries } from "@/lib/stories/list-usual-countries";
import { type LookUp, lookUp } from "@/lib/stories/look-up";
import type { LookUpView } from "./look-up-view";
import { presentLookUp } from "./present-look-up";
import { readerCountries } from "./reader-countries";

const LIMIT = { purpose: "look-up", limit: 200, windowSeconds: 10 * 60 };

/** Looks up whatever was typed: one match leads to its story, everything else comes back in words. */
export async function lookUpAnything(_state: LookUpView | null, form: FormData): Promise<LookUpView> {
  const answer = await findOrFail(String(form.get("text") ?? "").trim());
  if ("storyId" in answer) redirect(`/stories/${answer.storyId}`);
  return answer;
}

async function findOrFail(text: string): Promise<LookUpView | { storyId: string }> {
  const user = await openAction("story:look-up");
  if (text === "") return { kind: "empty" };
  try {
    const rate = await limitRate({ ...LIMIT, subject: user.id }, systemClock());
    if (!rate.ok) return { kind: "rate_limited", minutes: Math.ceil(rate.retryAfterSeconds / 60) };
    const found = await whileReachable(find(text));
    return found.kind === "one" ? found : presentLookUp(found, (await readerZone()) ?? "UTC", systemClock());
  } catch (error) {
    if (!isOutage(error)) throw error;
    log().error({ code: (error as { code?: unknown }).code }, "a look-up could not read the database");
    return { kind: "outage" };
  }
}

async function find(text: string): Promise<LookUp> {
  const own = readerCountries((await headers()).get("accept-language"), await readerZone());
  return lookUp(text, { defaultCountries: [...new Set([...own, ...(await listUsualCountries())])] });
}
