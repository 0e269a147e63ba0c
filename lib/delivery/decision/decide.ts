import type { CustomerStatement, Story } from "../story/story";
import { type Account, accountOf } from "./accounts";
import { choosePlan } from "./choose-plan";
import { heedCustomer, stillHolds } from "./heed-customer";
import { type Others, othersOf } from "./others";
import type { Plan } from "./plan";
import { type Situation, situation } from "./situation";

/**
 * What the evidence says of an attempt, and what to do now. Every screen, answer and export that says something of an
 * attempt renders this one value, so that no two of them can disagree.
 */
export type Decision = {
  /** What it rests on; `now` is the moment of the decision. */
  story: Story;
  situation: Situation;
  plan: Plan;
  /** Who said what, of every message. */
  accounts: readonly Account[];
  others: readonly Others[];
  /** How the attempt ended, where the situation tells only of the message. */
  ending: Ending | null;
  /** More than one recipient or user is named. */
  isOfSeveralPeople: boolean;
  /** Known from the provider's receipts alone. */
  isUnregistered: boolean;
  /** The customer's own word, while nothing newer has happened. */
  customer: CustomerStatement | null;
};

export type Ending = { kind: "code_expired"; at: Date } | { kind: "gave_up"; at: Date } | { kind: "no_entry_since" };

export function decide(told: Story, now: Date = told.now): Decision {
  const story = { ...told, now };
  const found = situation(story);
  return {
    story,
    situation: found,
    plan: heedCustomer(choosePlan(found, story), found, story),
    accounts: story.messages.map(accountOf),
    others: othersOf(found, story),
    ending: endingOf(found, story),
    isOfSeveralPeople: isOfSeveralPeople(story),
    isUnregistered: story.verification === null && "message" in found && found.message?.origin === "callback",
    customer: stillHolds(story) ? story.customer : null,
  };
}

function isOfSeveralPeople({ verification, messages }: Story): boolean {
  return verification?.recipientsDiffer === true || messages.some(({ recipientsDiffer }) => recipientsDiffer);
}

function endingOf({ kind }: Situation, { verification }: Story): Ending | null {
  if (!verification?.closedAt || kind === "verified" || kind === "delivered_too_late") return null;
  if (verification.state === "expired") return { kind: "code_expired", at: verification.closedAt };
  if (verification.state !== "abandoned") return null;
  if (verification.inferred) return { kind: "no_entry_since" };
  // A provider tells that an attempt was cancelled, and not by whom.
  const isOfApp = verification.events.some(({ type, reportedBy }) => type === "abandoned" && !reportedBy);
  return isOfApp ? { kind: "gave_up", at: verification.closedAt } : null;
}
