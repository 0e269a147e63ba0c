"use server";

import { openAction } from "@/app/(desk)/open-action";
import { whileReachable } from "@/app/read";
import { isOutage } from "@/lib/api/is-outage";
import { systemClock } from "@/lib/clock";
import { log } from "@/lib/log";
import { type RevealNumberInput, type RevealResult, revealNumber } from "@/lib/numbers/reveal-number";

export type RevealView = RevealResult | { ok: false; code: "outage" };

/** Called by a script only: as a form's action, its answer could be rendered into a page. */
export async function reveal(input: RevealNumberInput): Promise<RevealView> {
  await openAction("number:reveal");
  try {
    return await whileReachable(revealNumber(input, systemClock));
  } catch (error) {
    if (!isOutage(error)) throw error;
    log().error({ code: (error as { code?: unknown }).code }, "a reveal could not reach the database");
    return { ok: false, code: "outage" };
  }
}
