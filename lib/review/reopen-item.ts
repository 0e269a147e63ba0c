import type { Clock } from "@/lib/clock";
import { type ChangeItemResult, changeItem } from "./change-item";

/** Puts a dismissed item back on the queue. */
export function reopenItem(id: string, clock: Clock): Promise<ChangeItemResult> {
  return changeItem(id, { from: "dismissed", to: "open", action: "review_reopened" }, clock);
}
