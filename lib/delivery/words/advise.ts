import type { Decision } from "../decision/decide";
import { momentOf, type PlanKind, type Reason } from "../decision/plan";
import type { Channel } from "../fold/status";
import { sayInApp } from "./say-to-customer";
import type { Language } from "./words";

/** What the sending app's resend button should do. */
export type Advice = {
  action: PlanKind;
  reason: Reason;
  /** `wait`: when to ask again or to offer a new code; `resend`: when to allow it. 0 = now. */
  afterSeconds: number;
  /** That make sense now, the best first, and have not failed for this attempt. */
  channels: readonly Channel[];
  /** To the person who waits for the code. */
  say: string;
};

export function advise(decision: Decision, language: Language): Advice {
  const { plan, story } = decision;
  return {
    action: plan.kind,
    reason: plan.reason,
    afterSeconds: secondsUntil(momentOf(plan), story.now),
    channels: plan.kind === "resend" || plan.kind === "other_channel" ? plan.channels : [],
    say: sayInApp(decision, language),
  };
}

function secondsUntil(moment: Date | null, now: Date): number {
  return moment === null ? 0 : Math.max(0, Math.ceil((moment.getTime() - now.getTime()) / 1_000));
}
