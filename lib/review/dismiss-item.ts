import type { Clock } from "@/lib/clock";
import { type ChangeItemResult, changeItem } from "./change-item";

/** Takes an item off the queue; nothing is deleted, and it opens again when the same thing is seen again. */
export function dismissItem(id: string, clock: Clock): Promise<ChangeItemResult> {
  return changeItem(id, { from: "open", to: "dismissed", action: "review_dismissed" }, clock);
}
