import type { Channel } from "../fold/status";

export const PLAN_KINDS = [
  "wait",
  "resend",
  "other_channel",
  "check_number",
  "secure_account",
  "stop",
  "done",
] as const;
export type PlanKind = (typeof PLAN_KINDS)[number];

const REASONS = {
  wait: ["no_message_yet", "receipt_awaited", "just_delivered", "unsettled_yet", "wrong_code", "older_code"],
  resend: [
    "no_message",
    "receipt_late",
    "unsettled",
    "not_used",
    "code_over",
    "attempt_over",
    "wrong_codes",
    "delivery_failed",
  ],
  other_channel: ["receipt_late", "unsettled", "not_used", "too_slow", "customer_has_none", "delivery_failed"],
  check_number: ["wrong_number", "delivery_failed"],
  secure_account: ["verified_without_code", "verified_on_wrong_number", "not_me"],
  stop: ["refused", "blocked"],
  done: ["verified", "delivered", "works_now"],
} as const satisfies Record<PlanKind, readonly string[]>;

/** Why a plan is what it is: a closed set. */
export type ReasonOf<Kind extends PlanKind> = (typeof REASONS)[Kind][number];
export type Reason = ReasonOf<PlanKind>;
export const PLAN_REASONS: readonly Reason[] = [
  ...new Set(PLAN_KINDS.flatMap((kind): readonly Reason[] => REASONS[kind])),
];

/** `until` is later than the moment of the decision. */
export type Pause = { since: Date; until: Date };

/** What to do now, the same for the agent, the customer and the app. */
export type Plan =
  /** Then the plan is another one. */
  | { kind: "wait"; reason: ReasonOf<"wait">; pause: Pause }
  /** Over the same channel, not before the end of the pause. */
  | { kind: "resend"; reason: ReasonOf<"resend">; pause: Pause | null; channels: readonly Channel[] }
  | {
      kind: "other_channel";
      reason: ReasonOf<"other_channel">;
      /** A second try over the same channel is what failed. */
      wasTriedTwice: boolean;
      channels: readonly Channel[];
      /** One that the app itself offered for this attempt, if it has not failed. */
      offered: Channel | null;
    }
  | { kind: "check_number"; reason: ReasonOf<"check_number"> }
  | { kind: "secure_account"; reason: ReasonOf<"secure_account"> }
  | { kind: "stop"; reason: ReasonOf<"stop"> }
  | { kind: "done"; reason: ReasonOf<"done"> };

export type PlanOf<Kind extends PlanKind> = Extract<Plan, { kind: Kind }>;

/** When a plan to wait gives way to another one, or a plan to send again may be followed; null where that is now. */
export function momentOf(plan: Plan): Date | null {
  return pauseOf(plan)?.until ?? null;
}

export function pauseOf(plan: Plan): Pause | null {
  return plan.kind === "wait" || plan.kind === "resend" ? plan.pause : null;
}
