import type { Decision, Ending } from "../decision/decide";
import type { Became, Others } from "../decision/others";
import type { CustomerWord, FormatClock, Story } from "../story/story";
import { capitalise, longName, ordinalWord } from "./message-names";

const UNREGISTERED = "Seen from the provider's receipts only; the app did not register this message.";
const SEVERAL_PEOPLE = "More than one recipient or user is named here: this may be the story of two people.";

const CUSTOMER_SAYS: Readonly<Record<CustomerWord, string>> = {
  not_received: "The customer says that no code came.",
  not_me: "The customer says that they did not ask for a code.",
  wrong_number: "The customer says that the number is not theirs.",
  works_now: "The customer says that it works now.",
};

/** What stands beside the situation: how it ended, the other messages, whose story it is, the customer's own word. */
export function verdictRemarks(decision: Decision, formatClock: FormatClock): string[] {
  const { ending, others, story, isUnregistered, isOfSeveralPeople, customer } = decision;
  return [
    ending ? endingRemark(ending, formatClock) : "",
    ...others.map((group) => othersRemark(group, story)),
    isUnregistered ? UNREGISTERED : "",
    isOfSeveralPeople ? SEVERAL_PEOPLE : "",
    customer ? CUSTOMER_SAYS[customer.says] : "",
  ].filter(Boolean);
}

function endingRemark(ending: Ending, formatClock: FormatClock): string {
  switch (ending.kind) {
    case "code_expired":
      return `The code expired at ${formatClock(ending.at)}.`;
    case "gave_up":
      return `The user gave up at ${formatClock(ending.at)}.`;
    case "no_entry_since":
      return "No code entry is on record since.";
  }
}

const BECAME: Readonly<Record<Became, { one: string; many: string }>> = {
  contradicted: { one: "has receipts that contradict each other", many: "have receipts that contradict each other" },
  delivered: { one: "was reported delivered", many: "were reported delivered" },
  rejected: { one: "was rejected", many: "were rejected" },
  failed: { one: "failed", many: "failed" },
  expired: { one: "expired on its way", many: "expired on their way" },
  unconfirmed: { one: "was never confirmed", many: "were never confirmed" },
  open: { one: "has no receipt yet", many: "have no receipt yet" },
};

/** `The first was never confirmed.` */
function othersRemark({ became, messages }: Others, story: Story): string {
  const names = messages.map(
    (message) => `the ${story.messages.length < 2 ? longName(message, story) : ordinalWord(message)}`,
  );
  const last = names.pop() ?? "";
  const who = names.length > 0 ? `${names.join(", ")} and ${last}` : last;
  return capitalise(`${who} ${BECAME[became][names.length > 0 ? "many" : "one"]}.`);
}
