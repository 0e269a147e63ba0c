import type { ArrivalKind } from "./arrival-kind";
import { deliveryReports } from "./delivery-reports/delivery-reports";
import { verificationEvents } from "./verification-events/verification-events";

/** All that callbacks bring, in the order in which their steps take locks: messages, then attempts. */
export const ARRIVAL_KINDS: readonly ArrivalKind[] = [deliveryReports, verificationEvents];
