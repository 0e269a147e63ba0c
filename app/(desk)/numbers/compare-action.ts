"use server";

import { openAction } from "@/app/(desk)/open-action";
import { whileReachable } from "@/app/read";
import { isOutage } from "@/lib/api/is-outage";
import { systemClock } from "@/lib/clock";
import { log } from "@/lib/log";
import { type CompareResult, compareNumber } from "@/lib/numbers/compare-number";

export type CompareView = CompareResult | { ok: false; code: "outage" };

/** Same or not the same: no more leaves the server. */
export async function compareTyped(_state: CompareView | null, form: FormData): Promise<CompareView> {
  await openAction("number:compare");
  try {
    const input = { id: String(form.get("id") ?? ""), typed: String(form.get("typed") ?? "").trim() };
    return await whileReachable(compareNumber(input, systemClock));
  } catch (error) {
    if (!isOutage(error)) throw error;
    log().error({ code: (error as { code?: unknown }).code }, "a comparison could not reach the database");
    return { ok: false, code: "outage" };
  }
}
