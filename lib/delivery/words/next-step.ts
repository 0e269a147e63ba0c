import { type Decision, decide } from "../decision/decide";
import { momentOf, type Pause, type Plan, pauseOf } from "../decision/plan";
import type { FormatClock } from "../story/story";
import { speak, type Values } from "./speak";
import type { Language, Tail, Title } from "./words";

export type NextStep = { title: string; text: string };

/** What the agent should do now, and why. */
export function nextStep(decision: Decision, language: Language, formatClock: FormatClock): NextStep {
  const tell = (choose: Parameters<typeof speak>[1], values?: Values) => speak(language, choose, values);
  const { plan } = decision;
  const moment = momentOf(plan);
  const values = { time: moment ? formatClock(moment) : "" };
  const tails = tailsOf(decision).map((tail) => tell(({ agent }) => agent.tails[tail], values));
  return {
    title: tell(({ agent }) => agent.titles[titleOf(plan)]),
    text: [reasonText(decision, language, formatClock), ...tails].join(" "),
  };
}

/** How long the plan holds, and what the agent should do after it if nothing is reported until then. */
export function afterPause({ plan, story }: Decision, language: Language): { pause: Pause; title: string } | null {
  const pause = pauseOf(plan);
  if (pause === null) return null;
  const { plan: next } = decide(story, pause.until);
  return { pause, title: speak(language, ({ agent }) => agent.titles[titleOf(next)]) };
}

function titleOf(plan: Plan): Title {
  if (plan.kind !== "wait") return plan.kind;
  switch (plan.reason) {
    case "just_delivered":
      return "look";
    case "wrong_code":
      return "compare_code";
    case "older_code":
      return "newest_code";
    case "no_message_yet":
    case "receipt_awaited":
    case "unsettled_yet":
      return "wait";
  }
}

function reasonText({ plan, situation: found }: Decision, language: Language, formatClock: FormatClock): string {
  const { reason } = plan;
  if (reason === "delivery_failed")
    return found.kind === "failed" ? speak(language, ({ agent }) => agent.categories[found.category].todo) : "";
  return speak(language, ({ agent }) => agent.reasons[reason], {
    pace: found.kind === "waiting" ? found.pace : "not_known",
    time: found.kind === "verified" ? formatClock(found.at) : "",
  });
}

function tailsOf({ plan, situation: found }: Decision): Tail[] {
  const tails: (Tail | false)[] = [
    plan.kind === "resend" && ["receipt_late", "unsettled", "not_used"].includes(plan.reason) && "if_again",
    plan.kind === "wait" && "decide_anew",
    plan.kind === "resend" && plan.pause !== null && "not_before",
    plan.kind === "other_channel" && plan.wasTriedTwice && "tried_twice",
    found.kind === "failed" && found.category === "opted_out" && found.canReply && "reply_start",
    plan.kind === "secure_account" && "account_first",
  ];
  return tails.filter((tail) => tail !== false);
}
