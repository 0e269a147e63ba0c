import type { Decision } from "../decision/decide";
import { momentOf, type Plan, type PlanOf } from "../decision/plan";
import type { Situation, SituationOf } from "../decision/situation";
import type { FormatClock, StoryMessage } from "../story/story";
import { messageTime } from "../story/story-facts";
import { speak } from "./speak";
import type { Fact, Language, Step } from "./words";

/** What is on record, then what to do: two sentences that an agent can read out or send. They promise nothing. */
export function sayToCustomer(decision: Decision, language: Language, formatClock: FormatClock): string {
  const step = sayStep(decision, language, stepOf(decision));
  // To whom it works, how it went is no matter.
  if (decision.plan.reason === "works_now") return step;
  const { fact, times } = factOf(decision.situation);
  const said = Object.fromEntries(Object.entries(times).map(([name, at]) => [name, formatClock(at)]));
  return `${speak(language, ({ customer }) => customer.facts[fact], said)} ${step}`;
}

/** The app's words to the person who waits for the code. */
export function sayInApp(decision: Decision, language: Language): string {
  return sayStep(decision, language, appStepOf(decision));
}

function sayStep({ plan, story }: Decision, language: Language, step: Step): string {
  return speak(language, ({ customer }) => customer.steps[step], {
    minutes: minutesLeft(plan, story.now),
    channel: (plan.kind === "other_channel" && plan.offered) || "other",
  });
}

type Stated = { fact: Fact; times: Readonly<Record<string, Date>> };

function factOf(found: Situation): Stated {
  switch (found.kind) {
    case "nothing_known":
    case "nothing_sent":
    case "refused":
      return { fact: found.kind, times: {} };
    case "blocked":
    case "verified":
      return { fact: found.kind, times: { time: found.at } };
    case "wrong_code":
      return { fact: found.afterNewerMs === null ? "wrong_code" : "older_code", times: { time: found.at } };
    case "delivered_waiting":
      return found.validUntil
        ? { fact: "delivered_valid", times: { ...sentAt(found.message), until: found.validUntil } }
        : { fact: "delivered", times: sentAt(found.message) };
    case "failed":
      return { fact: failedFact(found), times: sentAt(found.message) };
    case "no_receipts_here":
      return { fact: found.isHandedOn ? found.kind : "no_receipt", times: sentAt(found.message) };
    case "waiting":
      return { fact: found.pace === "slow" ? "waiting_slow" : "waiting", times: sentAt(found.message) };
    case "delivered":
    case "delivered_unused":
    case "delivered_too_late":
    case "conflicting":
    case "partial":
    case "no_receipt":
    case "not_understood":
      return { fact: found.kind, times: sentAt(found.message) };
  }
}

function sentAt(message: StoryMessage): { time: Date } {
  return { time: messageTime(message) };
}

/** Of the reasons only those that the customer can do something about. */
function failedFact({ category }: SituationOf<"failed">): Fact {
  switch (category) {
    case "handset_unreachable":
      return "failed_phone_off";
    case "invalid_number":
      return "failed_number";
    case "carrier_filtered":
      return "failed_filtered";
    case "opted_out":
      return "failed_opted_out";
    case "expired":
      return "failed_too_late";
    default:
      return "failed";
  }
}

function stepOf({ plan, situation, customer }: Decision): Step {
  switch (plan.kind) {
    case "wait":
      return waitStep(plan.reason);
    case "resend":
      return resendStep(plan, situation, customer?.says === "not_received");
    case "other_channel":
    case "check_number":
    case "stop":
      return plan.kind;
    case "secure_account":
      return "not_you";
    case "done":
      return plan.reason === "verified" ? "done" : plan.reason === "delivered" ? "look" : "works_now";
  }
}

function appStepOf(decision: Decision): Step {
  const step = stepOf(decision);
  if (step === "stop") return "app_stop";
  return step === "done" ? "app_done" : step;
}

function waitStep(reason: PlanOf<"wait">["reason"]): Step {
  switch (reason) {
    case "just_delivered":
      return "look_and_wait";
    case "wrong_code":
    case "older_code":
      return "newest_code";
    case "no_message_yet":
    case "receipt_awaited":
    case "unsettled_yet":
      return "wait";
  }
}

function resendStep({ reason, pause }: PlanOf<"resend">, found: Situation, hasNone: boolean): Step {
  if (found.kind === "failed" && found.category === "handset_unreachable") return "check_phone";
  if (pause) return "wait";
  const isDoubtful = reason === "receipt_late" || reason === "unsettled" || reason === "not_used";
  return isDoubtful && !hasNone ? "if_missing" : "ask_new";
}

/** As a whole number, one at least. */
function minutesLeft(plan: Plan, now: Date): number {
  const moment = momentOf(plan) ?? now;
  return Math.max(1, Math.ceil((moment.getTime() - now.getTime()) / 60_000));
}
