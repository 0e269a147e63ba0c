import type { DeliveryEvent } from "../fold/delivery-event";
import { type DeliveryStatus, FAILURE_STATUSES, type FailureCategory, type SaidBy } from "../fold/status";
import { isNoReceipt, isReceipt, weighEvents } from "../fold/weigh-events";
import type { StoryMessage } from "../story/story";
import { deciderOf } from "../story/story-facts";

/** What was said of a message, and by whom. */
export type Account = {
  message: StoryMessage;
  /** Whatever was reported, whoever the word came from first. */
  reported: Word | null;
  /** The network's or the phone's own word alone. */
  network: Word | null;
};

export type Word = {
  status: DeliveryStatus;
  saidBy: SaidBy;
  /** Of a failure. */
  category: FailureCategory | null;
  errorCode: string | null;
  /** From the provider's time to ours. */
  lagMs: number;
};

export function accountOf(message: StoryMessage): Account {
  return { message, reported: reportedOf(message), network: networkOf(message) };
}

function reportedOf(message: StoryMessage): Word | null {
  const reported = message.events.filter((event) => !isNoReceipt(event));
  const decider = reported.find(({ dedupeKey }) => dedupeKey === message.decidedBy);
  if (decider) {
    const { category, ...word } = wordOf(decider);
    return { ...word, status: message.status, category: FAILURE_STATUSES.has(message.status) ? category : null };
  }
  const heaviest = weighEvents(reported)[0]?.event;
  return heaviest ? { ...wordOf(heaviest), category: null } : null;
}

/** Of several receipts the one that decides, else the heaviest. */
function networkOf(message: StoryMessage): Word | null {
  const decider = deciderOf(message);
  const receipt = decider && isReceipt(decider) ? decider : weighEvents(message.events.filter(isReceipt))[0]?.event;
  return receipt ? wordOf(receipt) : null;
}

function wordOf(event: DeliveryEvent): Word {
  const { status, saidBy, errorCode, providerOccurredAt, receivedAt } = event;
  const category = FAILURE_STATUSES.has(status) ? event.failureCategory : null;
  const lagMs = providerOccurredAt ? receivedAt.getTime() - providerOccurredAt.getTime() : 0;
  return { status, saidBy, category, errorCode, lagMs };
}
