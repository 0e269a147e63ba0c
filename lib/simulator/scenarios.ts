import { abuseRefused } from "./scenarios/abuse";
import { burst } from "./scenarios/burst";
import { deliveredAfterFailed, nonFinalFallbackFailure } from "./scenarios/contradictions";
import { failures } from "./scenarios/failures";
import { happy } from "./scenarios/happy";
import { deliveredAfterExpiry, wrongCodes } from "./scenarios/late-codes";
import { badSignature, malformed, unknownStatus } from "./scenarios/oddities";
import { duplicate, lateSentAfterDelivered, outOfOrder } from "./scenarios/repeats";
import { resendOtherProvider } from "./scenarios/resend";
import { abandoned, noReceipt } from "./scenarios/silence";
import type { Scenario } from "./script";

/** Every story that the simulator can tell, by the name that the command takes. */
export const SCENARIOS = {
  happy,
  failures,
  duplicate,
  "out-of-order": outOfOrder,
  "late-sent-after-delivered": lateSentAfterDelivered,
  "delivered-after-failed": deliveredAfterFailed,
  "non-final-fallback-failure": nonFinalFallbackFailure,
  "no-receipt": noReceipt,
  "unknown-status": unknownStatus,
  malformed,
  "bad-signature": badSignature,
  burst,
  "delivered-after-expiry": deliveredAfterExpiry,
  "resend-other-provider": resendOtherProvider,
  "abuse-refused": abuseRefused,
  "wrong-codes": wrongCodes,
  abandoned,
} as const satisfies Record<string, Scenario>;
export type ScenarioName = keyof typeof SCENARIOS;

export const SCENARIO_NAMES = Object.keys(SCENARIOS) as ScenarioName[];
