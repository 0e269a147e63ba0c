import type { Reason } from "../decision/plan";
import type { FailureCategory } from "../fold/status";

export const LANGUAGES = ["en", "es-419", "pt-BR", "fr", "hi", "ar", "id"] as const;
export type Language = (typeof LANGUAGES)[number];

/** What stands on record, in a sentence to the customer. */
export const FACTS = [
  "nothing_known",
  "nothing_sent",
  "refused",
  "blocked",
  "verified",
  "wrong_code",
  "older_code",
  "delivered",
  "delivered_valid",
  "delivered_unused",
  "delivered_too_late",
  "conflicting",
  "partial",
  "no_receipt",
  "no_receipts_here",
  "not_understood",
  "waiting",
  "waiting_slow",
  "failed",
  "failed_phone_off",
  "failed_number",
  "failed_filtered",
  "failed_opted_out",
  "failed_too_late",
] as const;
export type Fact = (typeof FACTS)[number];

/** What the customer can do, in a sentence to them; `app_*` where the app says it and nobody is there to answer. */
export const STEPS = [
  "wait",
  "look",
  "look_and_wait",
  "newest_code",
  "ask_new",
  "if_missing",
  "check_phone",
  "other_channel",
  "check_number",
  "not_you",
  "stop",
  "app_stop",
  "done",
  "app_done",
  "works_now",
] as const;
export type Step = (typeof STEPS)[number];

/** What is known, and what it may mean: causes are possible ones, never facts. */
export type Note = { known: string; causes: readonly string[] };

export const NOTED = [
  "nothing_known",
  "nothing_sent",
  "refused",
  "blocked",
  "verified",
  "wrong_code",
  "delivered",
  "delivered_unused",
  "delivered_too_late",
  "conflicting",
  "partial",
  "no_receipt",
  "no_receipts_here",
  "not_understood",
  "waiting",
] as const;
export type Noted = (typeof NOTED)[number];

/** What the agent is to do, in a few words. */
export const TITLES = [
  "wait",
  "look",
  "compare_code",
  "newest_code",
  "resend",
  "other_channel",
  "check_number",
  "secure_account",
  "stop",
  "done",
] as const;
export type Title = (typeof TITLES)[number];

/** Sentences that follow a reason where they hold. */
export const TAILS = ["if_again", "tried_twice", "reply_start", "decide_anew", "not_before", "account_first"] as const;
export type Tail = (typeof TAILS)[number];

/** All that is said in one language, as ICU messages: the same keys and parameters in each. */
export type Words = {
  customer: { facts: Readonly<Record<Fact, string>>; steps: Readonly<Record<Step, string>> };
  agent: {
    situations: Readonly<Record<Noted, Note>>;
    /** `todo` helps whichever way the code goes next. */
    categories: Readonly<Record<FailureCategory, Note & { todo: string }>>;
    titles: Readonly<Record<Title, string>>;
    /** Why; of a failed delivery its category tells. */
    reasons: Readonly<Record<Exclude<Reason, "delivery_failed">, string>>;
    tails: Readonly<Record<Tail, string>>;
    /** Who may have a code that the customer does not have. */
    otherHands: readonly string[];
  };
};
