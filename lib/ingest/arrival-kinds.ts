import type { ArrivalKind } from "./arrival-kind";
import { deliveryReports } from "./delivery-reports/delivery-reports";

/** All that callbacks bring, in the order in which their steps take locks: messages, then attempts. */
export const ARRIVAL_KINDS: readonly ArrivalKind[] = [deliveryReports];
