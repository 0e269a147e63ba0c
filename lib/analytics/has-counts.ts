import type { Rates } from "./get-rates";
import { attemptsOf, messagesOf, sumCompletion, sumDelivery } from "./rate-counts";

/** Whether the filters leave anything at all in the period. */
export function hasCounts({ delivery, completion }: Rates): boolean {
  return messagesOf(sumDelivery(delivery.own)) + attemptsOf(sumCompletion(completion.own)) > 0;
}
